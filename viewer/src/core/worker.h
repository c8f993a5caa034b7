#pragma once

// Work off the thread of the windows: one piece at a time, and the newest wish counts. What was
// wished before is told to stop and not heard any more, and no window waits until it has.
//
// Work gets all it needs by value, as a Document, which any thread may read. What it has made goes
// back by tell() and answer(), which say it on the thread of the windows.

#include <QObject>

#include <functional>
#include <stop_token>
#include <thread>

namespace heddle::viewer {

class Worker : public QObject {
  Q_OBJECT

 public:
  using Say = std::function<void()>;

  // A wish, as the work that fulfils it sees it.
  class Wish {
   public:
    [[nodiscard]] bool holds() const { return !stop_.stop_requested(); }
    // On the way, or after the answer.
    void tell(Say say) const;
    // The work is done as far as anybody waits for it.
    void answer(Say say) const;

   private:
    friend class Worker;
    Wish(Worker& worker, int number, std::stop_token stop)
        : worker_(worker), number_(number), stop_(std::move(stop)) {}

    Worker& worker_;
    int number_;
    std::stop_token stop_;
  };
  using Work = std::function<void(const Wish& wish)>;

  using QObject::QObject;

  void start(Work work);
  void cancel();
  // Between start() and the answer or cancel().
  [[nodiscard]] bool busy() const { return busy_; }

 private:
  int newest_ = 0;
  bool busy_ = false;
  std::jthread thread_;  // last: it is stopped and joined while all else is there
};

}  // namespace heddle::viewer
