#include "export/history.h"

#include <algorithm>
#include <span>
#include <utility>

namespace heddle::trace {
namespace {

std::span<const std::uint32_t> sources(const Trace& trace, const Event& event) {
  return {trace.edges.data() + event.edges, event.edge_count};
}

// Follows each goroutine from event to event.
class Latest {
 public:
  explicit Latest(const Trace& trace) : events_(trace.goroutines.size() + 1) {}
  // The goroutine's event before this one, which then is its latest; 0: none.
  std::uint32_t advance(const Event& event) {
    const std::uint32_t before = events_[event.goroutine];
    events_[event.goroutine] = event.number;
    return event.goroutine == 0 ? 0 : before;
  }
  [[nodiscard]] std::uint32_t of(std::uint32_t goroutine) const { return events_[goroutine]; }

 private:
  std::vector<std::uint32_t> events_;
};

// --- locks --------------------------------------------------------------------------------------

enum class Change : std::uint8_t { none, takes, gives };

Change change_of(const Event& event) {
  if (event.waits || event.object == 0 || event.goroutine == 0) return Change::none;
  switch (info(event.kind).role) {
    case Role::acquire:
      if (event.kind == OpKind::static_init) return Change::none;  // its end is not recorded
      if (event.kind == OpKind::once_do && event.value_a == 0) return Change::none;
      return Change::takes;
    case Role::acquire_share: return Change::takes;
    case Role::try_acquire: return event.value_a != 0 ? Change::takes : Change::none;
    case Role::release:
    case Role::release_share: return Change::gives;
    default: return Change::none;
  }
}

bool is_shared(OpKind kind) { return (info(kind).touches.updates & facet::sharing) != 0; }

class Holds {
 public:
  explicit Holds(const Trace& trace) : open_(trace.objects.size() + 1) {}

  void take(const Event& event) {
    std::vector<std::size_t>& open = open_[event.object];
    std::uint32_t lane = 0;
    const auto taken = [&](std::size_t hold) { return spans_[hold].lane == lane; };
    while (std::any_of(open.begin(), open.end(), taken)) ++lane;
    open.push_back(spans_.size());
    spans_.push_back({event.object, event.goroutine, event.number, 0, is_shared(event.kind), lane});
  }

  // Anybody may give up a hold; who has one gives up its own.
  void give(const Event& event) {
    std::vector<std::size_t>& open = open_[event.object];
    const bool shared = is_shared(event.kind);
    const auto fits = [&](bool own) {
      return [&, own](std::size_t hold) {
        return spans_[hold].shared == shared && (!own || spans_[hold].goroutine == event.goroutine);
      };
    };
    auto found = std::find_if(open.begin(), open.end(), fits(true));
    if (found == open.end()) found = std::find_if(open.begin(), open.end(), fits(false));
    if (found == open.end()) return;
    spans_[*found].to = event.number;
    open.erase(found);
  }

  std::vector<HoldSpan> spans() && { return std::move(spans_); }

 private:
  std::vector<HoldSpan> spans_;
  std::vector<std::vector<std::size_t>> open_;  // by object: indices of spans
};

// --- channels -----------------------------------------------------------------------------------

enum class Way : std::uint8_t { none, in, out, unknown };

Way way_of(const Event& event) {
  switch (event.kind) {
    case OpKind::chan_send: return Way::in;
    case OpKind::chan_try_send: return event.value_a != 0 ? Way::in : Way::none;
    case OpKind::chan_recv: return event.value_b == 0 ? Way::out : Way::none;
    case OpKind::chan_try_recv:
      return event.value_a != 0 && event.value_b == 0 ? Way::out : Way::none;
    case OpKind::select:
    case OpKind::try_select: return Way::unknown;
    default: return Way::none;
  }
}

bool is_close(const Event& event) {
  return event.kind == OpKind::chan_close || event.kind == OpKind::ctx_cancel;
}

// The transfers of all channels. One that had waited counts from its partner's event, which
// completes both.
class Levels {
 public:
  explicit Levels(const Trace& trace)
      : trace_(trace), channels_(trace.objects.size() + 1), partner_of_(trace.events.size() + 1) {
    Latest latest(trace);
    for (const Event& event : trace.events) {
      const std::uint32_t before = latest.advance(event);
      if (before == 0 || event.object == 0 || way_of(event) == Way::none) continue;
      const Event& begun = trace.events[before - 1];
      if (!begun.waits || begun.kind != event.kind) continue;
      const auto edges = sources(trace, event);
      const auto partner = std::max_element(edges.begin(), edges.end());
      if (partner == edges.end() || *partner <= before) continue;
      served_.push_back({*partner, before, event.number});
      partner_of_[event.number] = *partner;
    }
    std::sort(served_.begin(), served_.end(), [](const Served& a, const Served& b) {
      return std::pair(a.partner, a.completed) < std::pair(b.partner, b.completed);
    });
    for (const Event& event : trace.events) {
      if (!event.waits || event.kind != OpKind::chan_send || event.object == 0) continue;
      if (latest.of(event.goroutine) != event.number) continue;
      channels_[event.object].stranded.push_back(event.number);
    }
  }

  std::vector<Level> follow() && {
    for (const Event& event : trace_.events) {
      if (!event.waits && event.object != 0 && partner_of_[event.number] == 0) perform(event);
      for (; next_ < served_.size() && served_[next_].partner == event.number; ++next_) {
        serve(event, served_[next_]);
      }
    }
    return std::move(levels_);
  }

 private:
  struct Served {
    std::uint32_t partner;  // the event that let it go on
    std::uint32_t begun;
    std::uint32_t completed;
  };
  struct Channel {
    std::vector<std::uint32_t> sent;  // the events that sent what went into the buffer
    std::size_t taken = 0;            // so many of them have left it
    // Sends that wait and never go on, because the run ends before: their values may go on.
    std::vector<std::uint32_t> stranded;
    std::size_t moved_up = 0;
    bool closed = false;
    [[nodiscard]] std::size_t level() const { return sent.size() - taken; }
  };

  [[nodiscard]] std::uint32_t capacity(const Event& event) const {
    return trace_.objects[event.object - 1].capacity;
  }

  void perform(const Event& event) {
    Channel& channel = channels_[event.object];
    if (is_close(event)) channel.closed = true;
    Way way = way_of(event);
    if (way == Way::unknown) way = met(event, channel);
    const bool was_full = channel.level() >= capacity(event);
    move(event, way, event.number, event.number);
    if (way != Way::out || !was_full || channel.moved_up == channel.stranded.size()) return;
    if (next_ < served_.size() && served_[next_].partner == event.number) return;
    const std::uint32_t sender = channel.stranded[channel.moved_up];
    if (sender > event.number) return;
    ++channel.moved_up;
    move(event, Way::in, sender, event.number);
  }

  // Whether a select that did not wait has sent or received: whoever takes a value has an edge from
  // who put it there.
  [[nodiscard]] Way met(const Event& event, const Channel& channel) const {
    if (channel.level() == 0) return channel.closed ? Way::none : Way::in;
    if (channel.closed || channel.level() >= capacity(event)) return Way::out;
    const auto edges = sources(trace_, event);
    const std::uint32_t oldest = channel.sent[channel.taken];
    const bool takes = std::find(edges.begin(), edges.end(), oldest) != edges.end();
    return takes ? Way::out : Way::in;
  }

  void serve(const Event& partner, const Served& served) {
    const Event& event = trace_.events[served.completed - 1];
    if (is_close(partner)) return;
    Way way = way_of(event);
    // Of two selects that met the one that waited is taken for the receiver of what is there.
    if (way == Way::unknown) way = channels_[event.object].level() == 0 ? Way::in : Way::out;
    const Way partners = way_of(partner);
    if (partners == Way::in) way = Way::out;
    if (partners == Way::out) way = Way::in;
    move(event, way, served.begun, partner.number);
  }

  void move(const Event& event, Way way, std::uint32_t source, std::uint32_t at) {
    if (capacity(event) == 0 || way == Way::none) return;
    Channel& channel = channels_[event.object];
    if (way == Way::in) {
      channel.sent.push_back(source);
    } else if (channel.level() != 0) {
      ++channel.taken;
    } else {
      return;  // the clock's: what it sends has no event on the channel
    }
    const auto count = static_cast<std::uint32_t>(channel.level());
    if (!levels_.empty() && levels_.back().event == at && levels_.back().object == event.object) {
      levels_.back().count = count;
    } else {
      levels_.push_back({at, event.object, count});
    }
  }

  const Trace& trace_;
  std::vector<Channel> channels_;
  std::vector<std::uint32_t> partner_of_;  // by event; 0: it did not wait
  std::vector<Served> served_;
  std::size_t next_ = 0;
  std::vector<Level> levels_;
};

}  // namespace

std::vector<WaitSpan> waits_of(const Trace& trace) {
  std::vector<WaitSpan> spans;
  std::vector<std::size_t> open(trace.goroutines.size() + 1);  // index + 1
  Latest latest(trace);
  for (const Event& event : trace.events) {
    latest.advance(event);
    if (event.goroutine == 0) continue;
    std::size_t& mine = open[event.goroutine];
    if (mine != 0) spans[mine - 1].to = event.number;
    mine = 0;
    if (!event.waits) continue;
    spans.push_back({event.goroutine, event.number, 0, event.kind});
    mine = spans.size();
  }
  // Who is disabled at the end (it wants a lock) has made no event of it.
  for (std::uint32_t ordinal = 1; ordinal <= trace.goroutines.size(); ++ordinal) {
    const TracedGoroutine& goroutine = trace.goroutines[ordinal - 1];
    if (open[ordinal] != 0 || goroutine.pending == OpKind::none || latest.of(ordinal) == 0)
      continue;
    if (goroutine.state != State::disabled && goroutine.state != State::parked) continue;
    spans.push_back({ordinal, latest.of(ordinal), 0, goroutine.pending});
  }
  std::erase_if(spans, [](const WaitSpan& span) { return span.to == span.from + 1; });
  // No two begin at one event.
  std::sort(spans.begin(), spans.end(),
            [](const WaitSpan& a, const WaitSpan& b) { return a.from < b.from; });
  return spans;
}

std::vector<HoldSpan> holds_of(const Trace& trace) {
  Holds holds(trace);
  for (const Event& event : trace.events) {
    const Change change = change_of(event);
    if (change == Change::takes) holds.take(event);
    if (change == Change::gives) holds.give(event);
  }
  return std::move(holds).spans();
}

std::vector<Level> levels_of(const Trace& trace) { return Levels(trace).follow(); }

}  // namespace heddle::trace
