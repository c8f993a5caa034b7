// Prints, for every scenario of the catalogue, a digest of the event lists of 200 random runs: what
// each goroutine did, on which object, where (file and line), and after which events. Two
// processes, two checkouts and two compilers must print the same.

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include "catalogue.h"
#include "engine/rng.h"
#include "search/execute.h"
#include "strategy/factory.h"

namespace heddle {
namespace {

constexpr std::uint64_t seeds = 200;

class Digest {
 public:
  void add(std::uint64_t value) { hash_ = engine::combine(hash_, value); }
  void add(std::string_view text) {
    for (const char c : text) add(static_cast<std::uint64_t>(static_cast<unsigned char>(c)));
    add(text.size());
  }
  std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_ = 1;
};

void add_events(Digest& digest, const engine::Recorder& recorder) {
  for (std::uint64_t i = 0; i < recorder.header().events; ++i) {
    const trace::Event& event = recorder.event_at(i);
    digest.add(event.goroutine);
    digest.add(trace::info(event.kind).name);
    digest.add(event.object);
    digest.add(event.value_b);
    digest.add(event.waits ? 1U : 0U);
    const engine::RecordedSite& site = recorder.site_at(event.site);
    digest.add(recorder.text_at(site.file));
    digest.add(site.line);
    for (std::uint32_t edge = 0; edge < event.edge_count; ++edge) {
      digest.add(recorder.edge_at(event.edges + edge));
    }
  }
}

std::uint64_t digest_of(const Scenario& scenario) {
  const engine::Program program = engine::program_of(scenario);
  search::Record record(program);
  engine::Run run;
  std::string error;
  const auto random = strategy::make_strategy("random", -1, error);
  Digest digest;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    random->begin_run(0, engine::combine(seed, 0));
    const engine::RunResult result =
        run.execute(program, *random, record.log(), 2, &record.recorder());
    digest.add(result.decisions);
    digest.add(result.steps);
    add_events(digest, record.recorder());
  }
  return digest.value();
}

}  // namespace
}  // namespace heddle

int main() {
  for (const heddle::Scenario* scenario : heddle::scenarios::catalogue()) {
    std::printf("%s %016llx\n", scenario->name,
                static_cast<unsigned long long>(heddle::digest_of(*scenario)));
  }
}
