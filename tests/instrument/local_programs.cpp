// Races on locals, compiled without optimisation: then compilers say of all of them where they lie.

#include <heddle/heddle.h>

#include "instrument/plain_programs.h"

namespace heddle::test {
namespace {

void add_twice(int* number) {
  WaitGroup done;
  for (int i = 0; i < 2; ++i) {
    done.go([number] { ++*number; });
  }
  done.wait();
}

}  // namespace

void lost_in_a_caller() {
  int counter = 0;
  add_twice(&counter);
  check(counter > 0, "somebody has added");
}

void lost_in_a_parameter(int number) {
  add_twice(&number);
  check(number > 0, "somebody has added");
}

void lost_in_a_pair() {
  struct Both {
    int first = 0;
    int second = 0;
  } both;
  add_twice(&both.second);
  check(both.first < both.second, "somebody has added");
}

}  // namespace heddle::test
