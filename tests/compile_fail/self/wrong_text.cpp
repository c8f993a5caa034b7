// expect: never printed
int wrong_text() { return undeclared; }
