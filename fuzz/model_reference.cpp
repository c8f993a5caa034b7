#include "model_reference.h"

#include <algorithm>
#include <compare>
#include <vector>

namespace heddle::fuzz {
namespace {

using Do = ModelProgram::Do;
using Step = ModelProgram::Step;
using End = ModelOutcome::End;

constexpr std::size_t states_most = 20'000;

struct Waiting {
  int goroutine = 0;
  int at_case = 0;
  friend auto operator<=>(const Waiting&, const Waiting&) = default;
};

struct Channel {
  bool closed = false;
  std::vector<int> buffer;
  std::vector<Waiting> senders, receivers;
  friend auto operator<=>(const Channel&, const Channel&) = default;
};

struct Member {
  std::size_t next = 0;  // step
  bool waits = false;    // in a channel's queue
  bool panics = false;   // its channel was closed while it waited to send
  friend auto operator<=>(const Member&, const Member&) = default;
};

struct State {
  Channel channels[3];  // the last: the context
  int owner = -1;       // of the mutex
  std::vector<Member> members;
  ModelOutcome outcome;
  friend auto operator<=>(const State&, const State&) = default;
};

class Explorer {
 public:
  Explorer(const ModelProgram& program, ModelReference::Broken broken)
      : program_(program), broken_(broken) {}

  // False when there are too many states.
  bool explore(std::set<ModelOutcome>& outcomes) {
    State first;
    first.members.resize(program_.goroutines.size());
    first.outcome.results.resize(program_.goroutines.size());
    add(first);
    while (!open_.empty()) {
      if (seen_.size() > states_most) return false;
      const State state = open_.back();
      open_.pop_back();
      bool moved = false;
      for (int g = 0; g < static_cast<int>(state.members.size()); ++g) moved |= step(state, g);
      if (!moved) outcomes.insert(state.outcome);
      for (const ModelOutcome& ended : ended_) outcomes.insert(ended);
      ended_.clear();
    }
    return true;
  }

 private:
  void add(const State& state) {
    if (seen_.insert(state).second) open_.push_back(state);
  }
  void end(State state, End how) {
    state.outcome.end = how;
    ended_.push_back(state.outcome);
  }
  const Step& step_of(const State& state, int g) const {
    return program_
        .goroutines[static_cast<std::size_t>(g)][state.members[static_cast<std::size_t>(g)].next];
  }
  static Member& member(State& state, int g) { return state.members[static_cast<std::size_t>(g)]; }
  static void finish(State& state, int g, int result) {
    state.outcome.results[static_cast<std::size_t>(g)].push_back(result);
    ++member(state, g).next;
    member(state, g).waits = false;
  }
  // What completing this case of the goroutine's step gives; `value` is what it received.
  int result_of(const State& state, int g, int at_case, int value) const {
    const Step& step = step_of(state, g);
    if (step.what == Do::send) return ModelOutcome::done;
    if (step.what == Do::receive) return value;
    return ModelOutcome::chosen + 100 * at_case + value;
  }
  static void leave_queues(State& state, int g) {
    for (Channel& channel : state.channels) {
      for (auto* queue : {&channel.senders, &channel.receivers}) {
        std::erase_if(*queue, [g](const Waiting& waiting) { return waiting.goroutine == g; });
      }
    }
  }
  Waiting take(std::vector<Waiting>& queue) const {
    const bool last = broken_ == ModelReference::Broken::last_sender_first;
    const auto at = last ? queue.end() - 1 : queue.begin();
    return *at;
  }

  // Whether the case can happen now, and if so the state after it, or the panic.
  bool happen(const State& before, int g, int at_case) {
    const Step& step = step_of(before, g);
    const ModelProgram::Case& the_case = step.cases[at_case];
    State state = before;
    Channel& channel = state.channels[the_case.channel];
    if (the_case.sends) {
      if (channel.closed) {
        end(state, End::send_on_closed);
        return true;
      }
      if (!channel.receivers.empty()) {
        const Waiting other = channel.receivers.front();
        finish(state, other.goroutine,
               result_of(state, other.goroutine, other.at_case, step.value));
        leave_queues(state, other.goroutine);
      } else if (channel.buffer.size() < capacity(the_case.channel)) {
        channel.buffer.push_back(step.value);
      } else {
        return false;
      }
      finish(state, g, result_of(state, g, at_case, 0));
      add(state);
      return true;
    }
    int value = 0;
    const bool forgets = broken_ == ModelReference::Broken::closed_forgets_buffer;
    if (!channel.buffer.empty() && !(forgets && channel.closed)) {
      value = channel.buffer.front();
      channel.buffer.erase(channel.buffer.begin());
      if (!channel.senders.empty()) {
        const Waiting other = take(channel.senders);
        channel.buffer.push_back(step_of(state, other.goroutine).value);
        finish(state, other.goroutine, result_of(state, other.goroutine, other.at_case, 0));
        leave_queues(state, other.goroutine);
      }
    } else if (!channel.senders.empty()) {
      const Waiting other = take(channel.senders);
      value = step_of(state, other.goroutine).value;
      finish(state, other.goroutine, result_of(state, other.goroutine, other.at_case, 0));
      leave_queues(state, other.goroutine);
    } else if (!channel.closed) {
      return false;
    }
    finish(state, g, result_of(state, g, at_case, value));
    add(state);
    return true;
  }
  std::size_t capacity(std::uint8_t channel) const {
    return channel == ModelProgram::context ? 0 : program_.capacity[channel];
  }

  void communicate(const State& state, int g, int cases, bool has_default) {
    bool ready = false;
    for (int i = 0; i < cases; ++i) ready |= happen(state, g, i);
    if (ready) return;
    State after = state;
    if (has_default) {
      finish(after, g, ModelOutcome::chosen + 100 * ModelOutcome::default_case);
    } else {
      member(after, g).waits = true;
      for (int i = 0; i < cases; ++i) {
        const ModelProgram::Case& the_case = step_of(state, g).cases[i];
        Channel& channel = after.channels[the_case.channel];
        (the_case.sends ? channel.senders : channel.receivers).push_back({g, i});
      }
    }
    add(after);
  }

  void close(const State& before, int g, std::uint8_t at) {
    State state = before;
    Channel& channel = state.channels[at];
    if (channel.closed) {
      if (at != ModelProgram::context) return end(state, End::close_of_closed);
      finish(state, g, ModelOutcome::done);
      return add(state);
    }
    channel.closed = true;
    // Who waits is let go: receivers with nothing, senders to panic.
    while (!channel.receivers.empty()) {
      const Waiting other = channel.receivers.front();
      finish(state, other.goroutine, result_of(state, other.goroutine, other.at_case, 0));
      leave_queues(state, other.goroutine);
    }
    while (!channel.senders.empty()) {
      const int other = channel.senders.front().goroutine;
      leave_queues(state, other);
      member(state, other).waits = false;
      member(state, other).panics = true;
    }
    finish(state, g, ModelOutcome::done);
    add(state);
  }

  // All that the goroutine can do next. False when it cannot go on.
  bool step(const State& state, int g) {
    const Member& now = state.members[static_cast<std::size_t>(g)];
    if (now.panics) {
      end(state, End::send_on_closed);
      return true;
    }
    if (now.waits || now.next == program_.goroutines[static_cast<std::size_t>(g)].size()) {
      return false;
    }
    const Step& step = step_of(state, g);
    State after = state;
    switch (step.what) {
      case Do::send:
      case Do::receive: communicate(state, g, 1, false); return true;
      case Do::select: communicate(state, g, 2, false); return true;
      case Do::try_select: communicate(state, g, 2, true); return true;
      case Do::close: close(state, g, step.cases[0].channel); return true;
      case Do::cancel: close(state, g, ModelProgram::context); return true;
      case Do::lock:
        if (state.owner >= 0) return false;
        after.owner = g;
        break;
      case Do::unlock:
        if (state.owner < 0) {
          end(state, End::unlock_of_unlocked);
          return true;
        }
        after.owner = -1;
        break;
    }
    finish(after, g, ModelOutcome::done);
    add(after);
    return true;
  }

  const ModelProgram& program_;
  ModelReference::Broken broken_;
  std::set<State> seen_;
  std::vector<State> open_;
  std::vector<ModelOutcome> ended_;
};

bool begins(const std::vector<int>& all, const std::vector<int>& part) {
  return part.size() <= all.size() && std::equal(part.begin(), part.end(), all.begin());
}

}  // namespace

std::optional<ModelReference> ModelReference::of(const ModelProgram& program, Broken broken) {
  ModelReference made;
  if (!Explorer(program, broken).explore(made.outcomes_)) return {};
  return made;
}

bool ModelReference::allows(const ModelOutcome& outcome) const {
  if (outcome.end == End::over) return outcomes_.contains(outcome);
  // Who was woken may not have got as far as to say so.
  return std::any_of(outcomes_.begin(), outcomes_.end(), [&](const ModelOutcome& allowed) {
    if (allowed.end != outcome.end) return false;
    for (std::size_t g = 0; g < outcome.results.size(); ++g) {
      if (!begins(allowed.results[g], outcome.results[g])) return false;
    }
    return true;
  });
}

}  // namespace heddle::fuzz
