#include <heddle/main.h>

#include "catalogue.h"

int main(int argc, char** argv) { return heddle::main(argc, argv, heddle::scenarios::catalogue()); }
