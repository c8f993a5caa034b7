#pragma once

// The datum that goroutines share in these programs.

#include <heddle/heddle.h>

namespace heddle::race_free {

// One number, twice: `checked` is seen by the race detector in every build, `plain` in those in
// which the program itself is compiled with race checks.
struct Cell {
  Var<int> checked{0};
  int plain = 0;

  void write(int value, Here at = Here::current()) {
    checked.write(value, at);
    plain = value;
  }
  int read(Here at = Here::current()) const {
    check(checked.read(at) == plain, "both halves of a cell are the same", at);
    return plain;
  }
  void add(int amount, Here at = Here::current()) { write(read(at) + amount, at); }
};

}  // namespace heddle::race_free
