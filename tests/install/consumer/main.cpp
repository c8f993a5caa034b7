#include <heddle/main.h>

extern const heddle::Scenario transfer;

int main(int argc, char** argv) { return heddle::main(argc, argv, {&transfer}); }
