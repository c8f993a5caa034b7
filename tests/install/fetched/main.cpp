#include <heddle/main.h>

#include "tally.h"

int main(int argc, char** argv) { return heddle::main(argc, argv, {&tally::votes}); }
