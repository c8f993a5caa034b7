#include "synthetic.h"

#include <deque>
#include <string>
#include <vector>

namespace heddle::viewer {
namespace {

using trace::Event;
using trace::OpKind;
using trace::Trace;

class Generator {
 public:
  Generator(std::uint32_t goroutines, std::uint32_t objects, std::uint64_t seed)
      : state_(seed * 2 + 1), holder_(objects + 1), last_(objects + 1), buffer_(objects + 1) {
    trace_.scenario = "synthetic";
    trace_.strategy = "random";
    trace_.sites = {{"synthetic.cpp", 10, "run()"}, {"synthetic.cpp", 20, "run()"}};
    for (std::uint32_t i = 1; i <= objects; ++i) {
      trace::TracedObject object;
      object.identity = i;
      object.type = i % 4 == 0 ? "mutex" : "channel";
      object.capacity = i % 4 == 0 ? 0 : 4;
      object.made_at = 1;
      object.made_by = 1;
      trace_.objects.push_back(object);
    }
    for (std::uint32_t i = 1; i <= goroutines; ++i) {
      trace::TracedGoroutine goroutine;
      goroutine.creator = i == 1 ? 0 : 1;
      goroutine.child_index = i == 1 ? 1 : i - 1;
      goroutine.made_at = 1;
      if (i > 1) goroutine.name = "worker " + std::to_string(i);
      goroutine.state = trace::State::ready;
      trace_.goroutines.push_back(goroutine);
    }
  }

  Trace run(std::uint32_t events) {
    trace_.events.reserve(events);
    trace_.edges.reserve(events);
    add(1, OpKind::start, 0, 0);
    for (std::uint32_t i = 2; i <= trace_.goroutines.size() && count() + 1 < events; ++i) {
      add(1, OpKind::spawn, 0, 0, i);
      add(i, OpKind::start, 0, count());
    }
    while (count() < events) step();
    return std::move(trace_);
  }

 private:
  std::uint32_t random(std::uint32_t below) {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return static_cast<std::uint32_t>((state_ >> 33) % below);
  }
  std::uint32_t count() const { return static_cast<std::uint32_t>(trace_.events.size()); }

  void add(std::uint32_t goroutine, OpKind kind, std::uint32_t object, std::uint32_t after,
           std::uint64_t value = 0) {
    Event event;
    event.number = count() + 1;
    event.goroutine = goroutine;
    event.kind = kind;
    event.object = object;
    event.site = 1 + goroutine % 2;
    event.value_a = value;
    event.edges = static_cast<std::uint32_t>(trace_.edges.size());
    if (after != 0) {
      trace_.edges.push_back(after);
      event.edge_count = 1;
    }
    trace_.events.push_back(event);
  }

  void step() {
    const auto goroutine = 1 + random(static_cast<std::uint32_t>(trace_.goroutines.size()));
    const auto object = 1 + random(static_cast<std::uint32_t>(trace_.objects.size()));
    if (object % 4 == 0) {
      if (holder_[object] == 0) {
        add(goroutine, OpKind::mutex_lock, object, last_[object]);
        holder_[object] = goroutine;
      } else if (holder_[object] == goroutine) {
        add(goroutine, OpKind::mutex_unlock, object, 0);
        holder_[object] = 0;
        last_[object] = count();
      }
      return;
    }
    std::deque<std::uint32_t>& buffer = buffer_[object];
    if (buffer.size() < 4 && random(2) == 0) {
      add(goroutine, OpKind::chan_send, object, 0);
      buffer.push_back(count());
    } else if (!buffer.empty()) {
      add(goroutine, OpKind::chan_recv, object, buffer.front());
      buffer.pop_front();
    }
  }

  std::uint64_t state_;
  Trace trace_;
  std::vector<std::uint32_t> holder_;
  std::vector<std::uint32_t> last_;
  std::vector<std::deque<std::uint32_t>> buffer_;
};

}  // namespace

trace::Trace synthetic_trace(std::uint32_t events, std::uint32_t goroutines, std::uint32_t objects,
                             std::uint64_t seed) {
  return Generator(goroutines, objects, seed).run(events);
}

}  // namespace heddle::viewer
