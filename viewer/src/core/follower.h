#pragma once

// The one pass over a trace that gives every channel, lock and counter its history.

#include <queue>
#include <utility>
#include <vector>

#include "core/history.h"

namespace heddle::viewer {

class Follower {
 public:
  explicit Follower(History& history);
  // False when it was stopped.
  bool run(const History::GoOn& go_on);

 private:
  using Pair = std::pair<std::uint32_t, std::uint32_t>;
  struct Parked {
    std::uint32_t until;  // the step that wakes it
    std::uint32_t goroutine;
    std::vector<std::uint32_t> objects;
    trace::OpKind kind;
    friend bool operator<(const Parked& a, const Parked& b) { return a.until > b.until; }
  };

  void make_histories();
  // For every operation that served somebody who waited: (it, the event with which that one goes
  // on), sorted.
  void find_served();
  [[nodiscard]] std::uint32_t served_by(std::uint32_t event) const;
  void step(const trace::Event& event);
  void transfer(const trace::Event& event, ChannelHistory& channel, bool completes);
  void hold(const trace::Event& event, LockHistory& lock);
  void count(const trace::Event& event);
  void look_ahead(const trace::Event& event);
  void park(const trace::Event& event, std::uint32_t next);
  void wait(const Parked& parked, std::uint32_t step, int change);
  [[nodiscard]] bool is_receive(const trace::Event& event, const ChannelHistory& channel,
                                std::uint32_t served) const;

  History& history_;
  const trace::Trace& trace_;
  std::vector<std::size_t> cursor_;      // by goroutine: how many of its events are behind us
  std::vector<std::uint32_t> previous_;  // by goroutine
  std::vector<Pair> served_;
  std::size_t served_next_ = 0;
  std::priority_queue<Parked> parked_;
};

}  // namespace heddle::viewer
