#pragma once

#include <heddle/goroutine.h>
#include <heddle/make.h>
#include <heddle/waitgroup.h>

#include <string_view>
#include <utility>

namespace heddle::hunt {

// The goroutines of a program, with or without names, that main waits for.
class Crew {
 public:
  template <class Body>
  void go(std::string_view name, Body body, Here at = Here::current()) const {
    group_->add(1, at);
    heddle::go(
        name,
        [group = group_, body = std::move(body), at]() mutable {
          body();
          group->done(at);
        },
        at);
  }
  template <class Body>
  void go(Body body, Here at = Here::current()) const {
    go({}, std::move(body), at);
  }
  void wait(Here at = Here::current()) const { group_->wait(at); }

 private:
  WaitGroup* group_ = make<WaitGroup>();
};

}  // namespace heddle::hunt
