#include "core/worker.h"

#include <utility>

namespace heddle::viewer {

void Worker::Wish::tell(Say say) const {
  QMetaObject::invokeMethod(&worker_, [&worker = worker_, number = number_, say = std::move(say)] {
    if (number == worker.newest_) say();
  });
}

void Worker::Wish::answer(Say say) const {
  tell([&worker = worker_, say = std::move(say)] {
    worker.busy_ = false;
    say();
  });
}

void Worker::cancel() {
  ++newest_;
  busy_ = false;
  thread_.request_stop();
}

void Worker::start(Work work) {
  cancel();
  busy_ = true;
  // The one before is waited for where nobody sees it: two at a time could need too much memory.
  thread_ = std::jthread([this, number = newest_, work = std::move(work),
                          before = std::move(thread_)](const std::stop_token& stop) mutable {
    if (before.joinable()) before.join();
    if (!stop.stop_requested()) work(Wish(*this, number, stop));
  });
}

}  // namespace heddle::viewer
