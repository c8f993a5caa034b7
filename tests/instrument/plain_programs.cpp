#include "instrument/plain_programs.h"

#include <heddle/heddle.h>

#include <memory>
#include <string>
#include <vector>

namespace heddle::test {
namespace {

int counter = 0;

void increment() { ++counter; }

}  // namespace

void lost_update() {
  counter = 0;
  WaitGroup done;
  for (int i = 0; i < 2; ++i) {
    done.add(1);
    go("worker", [&] {
      increment();
      done.done();
    });
  }
  done.wait();
}

void guarded_update() {
  counter = 0;
  Mutex mutex;
  WaitGroup done;
  for (int i = 0; i < 3; ++i) {
    done.add(1);
    go("worker", [&] {
      for (int k = 0; k < 5; ++k) {
        mutex.lock();
        increment();
        mutex.unlock();
      }
      done.done();
    });
  }
  done.wait();
  check(counter == 15, "nothing is lost");
}

void handed_over() {
  Chan<std::unique_ptr<std::string>> chan = make_chan<std::unique_ptr<std::string>>(1);
  go("sender", [=] {
    for (int i = 0; i < 3; ++i) {
      auto text = std::make_unique<std::string>(100, 'a');
      text->append("end");
      chan.send(std::move(text));
    }
    chan.close();
  });
  std::size_t bytes = 0;
  while (auto text = chan.recv()) bytes += (*text)->size();
  check(bytes == 309, "all arrive");
}

void shared_pointers() {
  auto shared = std::make_shared<std::vector<int>>(10, 1);
  WaitGroup done;
  for (int i = 0; i < 3; ++i) {
    done.add(1);
    go("reader", [shared, &done]() mutable {
      int sum = 0;
      for (int value : *shared) sum += value;
      check(sum == 10, "all are 1");
      shared.reset();
      done.done();
    });
  }
  shared.reset();
  done.wait();
}

void racing_vector() {
  auto* values = make<std::vector<int>>();
  WaitGroup done;
  for (int i = 0; i < 2; ++i) {
    done.add(1);
    go("pusher", [&done, values, i] {
      values->push_back(i);
      done.done();
    });
  }
  done.wait();
}

void used_after_free() {
  int* value = new int(1);
  Chan<int> done = make_chan<int>(2);
  go("reader", [=] { done.send(*value); });
  go("owner", [=] {
    delete value;
    done.send(0);
  });
  done.recv();
  done.recv();
}

}  // namespace heddle::test
