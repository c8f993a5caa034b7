// Random programs of channels, selects, a mutex and a context, made of bytes and run under Heddle
// as the rest of the bytes say: what they do must be something that Go's semantics allow
// (model_reference.h).

#include <heddle/chan.h>
#include <heddle/context.h>
#include <heddle/fuzz.h>
#include <heddle/goroutine.h>
#include <heddle/make.h>
#include <heddle/mutex.h>
#include <heddle/select.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model_program.h"
#include "model_reference.h"
#include "search/fuzz_session.h"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most)
    __attribute__((weak));

namespace heddle::fuzz {
namespace {

using Do = ModelProgram::Do;

alignas(64)
    __attribute__((section("__libfuzzer_extra_counters"), used)) std::uint8_t counters[1U << 14U];

constexpr std::size_t program_bytes_most = 64;

search::FuzzSession* the_session = nullptr;

// Of the run under way.
std::vector<std::uint8_t> program_bytes;
ModelProgram program;
ModelOutcome outcome;

struct World {
  Chan<int> channels[ModelProgram::channels];
  Mutex lock;
  Context context;
  CancelFunc cancel;
};

void note(std::size_t g, int result) { outcome.results[g].push_back(result); }

Case case_for(const World& world, const ModelProgram::Step& step, int at, std::optional<int>& got) {
  const ModelProgram::Case& wanted = step.cases[at];
  if (wanted.channel == ModelProgram::context) return world.context.done().on_recv();
  const Chan<int>& channel = world.channels[wanted.channel];
  return wanted.sends ? channel.on_send(step.value) : channel.on_recv(got);
}

int receive(const World& world, std::uint8_t channel) {
  if (channel != ModelProgram::context) return world.channels[channel].recv().value_or(0);
  world.context.done().recv();
  return 0;
}

int choose_case(const World& world, const ModelProgram::Step& step) {
  std::optional<int> got[2];
  const bool has_default = step.what == Do::try_select;
  const int chosen = has_default ? static_cast<int>(try_select({case_for(world, step, 0, got[0]),
                                                                case_for(world, step, 1, got[1])}))
                                 : static_cast<int>(select({case_for(world, step, 0, got[0]),
                                                            case_for(world, step, 1, got[1])}));
  if (chosen < 0 || chosen > 1) {
    return ModelOutcome::chosen + 100 * ModelOutcome::default_case;
  }
  return ModelOutcome::chosen + 100 * chosen + got[chosen].value_or(0);
}

void perform(World& world, std::size_t g, const ModelProgram::Step& step) {
  const ModelProgram::Case& first = step.cases[0];
  switch (step.what) {
    case Do::send: world.channels[first.channel].send(step.value); break;
    case Do::receive: return note(g, receive(world, first.channel));
    case Do::close: world.channels[first.channel].close(); break;
    case Do::cancel: world.cancel(); break;
    case Do::lock: world.lock.lock(); break;
    case Do::unlock: world.lock.unlock(); break;
    case Do::select:
    case Do::try_select: return note(g, choose_case(world, step));
  }
  note(g, ModelOutcome::done);
}

void body() {
  const auto bytes = fuzz_input(program_bytes_most);
  program_bytes.assign(bytes.begin(), bytes.end());
  program = ModelProgram::from(bytes);
  outcome = {};
  outcome.results.resize(program.goroutines.size());
  auto& world = *make<World>();
  for (unsigned i = 0; i < ModelProgram::channels; ++i) {
    world.channels[i] = make_chan<int>(program.capacity[i]);
  }
  auto [context, cancel] = with_cancel(background());
  world.context = context;
  world.cancel = cancel;
  for (std::size_t g = 0; g < program.goroutines.size(); ++g) {
    go([&world, g] {
      for (const ModelProgram::Step& step : program.goroutines[g]) perform(world, g, step);
    });
  }
}

constexpr Scenario model{
    .name = "model", .story = "A program made of bytes.", .body = body, .detect_races = false};

// How the run ended, in the model's words; empty when it ended in a way the model does not know.
std::optional<ModelOutcome::End> end_of(const std::vector<trace::Finding>& findings) {
  for (const trace::Finding& finding : findings) {
    switch (finding.kind) {
      case Kind::send_on_closed: return ModelOutcome::End::send_on_closed;
      case Kind::double_close: return ModelOutcome::End::close_of_closed;
      case Kind::unlock_unlocked: return ModelOutcome::End::unlock_of_unlocked;
      case Kind::leak:
      case Kind::deadlock:
      case Kind::partial_deadlock:
      case Kind::lock_held_at_exit:
      case Kind::context_leak: break;
      default:
        if (!finding.possible) return {};
    }
  }
  return ModelOutcome::End::over;
}

[[noreturn]] void complain(const char* what, search::FuzzSession& session,
                           search::FuzzBytes input) {
  std::fprintf(stderr, "\nmodel: %s; end %d\n", what, static_cast<int>(outcome.end));
  for (std::size_t g = 0; g < outcome.results.size(); ++g) {
    std::fprintf(stderr, "  goroutine %zu:", g);
    for (const int result : outcome.results[g]) std::fprintf(stderr, " %d", result);
    std::fprintf(stderr, "\n");
  }
  const trace::Trace trace = session.record(input);
  std::fprintf(stderr, "  the run: %s\n", trace.schedule.c_str());
  std::abort();
}

// What the program under way may do; most runs are of a program that was run before.
const std::optional<ModelReference>& reference_of_program(ModelReference::Broken rule) {
  static std::map<std::vector<std::uint8_t>, std::optional<ModelReference>> known;
  constexpr std::size_t known_most = 1000;
  const auto place = known.find(program_bytes);
  if (place != known.end()) return place->second;
  if (known.size() == known_most) known.clear();
  return known.emplace(program_bytes, ModelReference::of(program, rule)).first->second;
}

void run_one(search::FuzzBytes input) {
  static const char* const broken = std::getenv("HEDDLE_MODEL_BROKEN");
  static const auto rule = broken == nullptr ? ModelReference::Broken::nothing
                           : std::strcmp(broken, "fifo") == 0
                               ? ModelReference::Broken::last_sender_first
                               : ModelReference::Broken::closed_forgets_buffer;
  static search::FuzzSession session(search::target_of(model), counters,
                                     LLVMFuzzerMutate == nullptr ? nullptr : LLVMFuzzerMutate);
  the_session = &session;
  session.run(input);
  const auto end = end_of(session.findings());
  if (!end) complain("the run ended in a way that is none of Go's", session, input);
  outcome.end = *end;
  const std::optional<ModelReference>& reference = reference_of_program(rule);
  if (reference && !reference->allows(outcome)) {
    complain("Go's semantics do not allow this", session, input);
  }
}

}  // namespace
}  // namespace heddle::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  heddle::fuzz::run_one({data, size});
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  if (heddle::fuzz::the_session == nullptr) return size;
  return heddle::fuzz::the_session->mutate({data, most}, size, seed);
}

extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* a, std::size_t a_size,
                                                 const std::uint8_t* b, std::size_t b_size,
                                                 std::uint8_t* out, std::size_t most,
                                                 unsigned seed) {
  return heddle::search::FuzzSession::cross({a, a_size}, {b, b_size}, {out, most}, seed);
}
