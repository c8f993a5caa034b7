// expect: never printed
int compiles() { return 0; }
