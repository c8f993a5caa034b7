// Prints, for every scenario of the catalogue, a digest of the event lists of 200 random runs: what
// each goroutine did, on which object, where (file and line), and after which events. Two
// processes, two checkouts and two compilers must print the same.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "catalogue.h"
#include "engine/rng.h"
#include "search/execute.h"
#include "strategy/factory.h"

namespace heddle {
namespace {

constexpr std::uint64_t few_seeds = 20;

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

// After the first few seeds, and after all that are asked for.
void print_digests(const Scenario& scenario, std::uint64_t seeds) {
  const engine::Program program = engine::program_of(scenario);
  search::Record record(program);
  engine::Run run;
  std::string error;
  const auto random = strategy::make_strategy("random", -1, error);
  Digest digest;
  std::printf("%s", scenario.name);
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    random->begin_run(0, engine::combine(seed, 0));
    const engine::RunResult result =
        run.execute(program, *random, record.log(), 2, &record.recorder());
    digest.add(result.decisions);
    digest.add(result.steps);
    add_events(digest, record.recorder());
    if (seed + 1 == few_seeds || seed + 1 == seeds) {
      std::printf(" %016llx", static_cast<unsigned long long>(digest.value()));
    }
  }
}

}  // namespace
}  // namespace heddle

int main(int argc, char** argv) {
  const std::uint64_t seeds = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : heddle::few_seeds;
  for (const heddle::Scenario* scenario : heddle::scenarios::catalogue()) {
    heddle::print_digests(*scenario, seeds);
    std::printf("\n");
  }
}
