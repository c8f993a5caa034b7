// What the other files do wrong, done right.
#include <heddle/chan.h>
#include <heddle/mutex.h>
#include <heddle/select.h>
#include <heddle/time.h>

#include <unistd.h>

#include <chrono>
#include <vector>

using namespace heddle;
using namespace std::chrono_literals;

void right() {
  const Chan<int> chan = make_chan<int>(1);
  const SendChan<int> sender = chan;
  sender.send(1);
  Mutex mutex;
  Mutex& same = mutex;
  same.lock();
  same.unlock();
  std::optional<int> got;
  std::vector<Case> cases;
  cases.push_back(chan.on_recv(got));
  select(cases);
  sleep(5s);
}
