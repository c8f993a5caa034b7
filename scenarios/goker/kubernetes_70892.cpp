#include <heddle/heddle.h>

#include <array>

namespace heddle::scenarios::goker::kubernetes_70892 {
namespace {

constexpr int nodes = 2;
constexpr int priorities = 3;

struct HostScores {
  int first = 0;
};

// The scheduler's table: for every priority function a list of scores.
struct Scores {
  std::array<Var<const HostScores*>, priorities> results;

  Scores() {
    for (Var<const HostScores*>& slot : results) slot.write(make<HostScores>());
  }
  void fill() {
    for (Var<const HostScores*>& slot : results) {
      if (slot.read()->first != 4) slot.write(make<HostScores>(4));
    }
  }
};

template <class Work>
void parallelize(Context ctx, int workers, int pieces, Work work) {
  Chan<int> to_process = make_chan<int>(pieces);
  for (int piece = 0; piece < pieces; ++piece) to_process.send(piece);
  to_process.close();
  auto* wg = make<WaitGroup>();
  wg->add(workers);
  for (int worker = 0; worker < workers; ++worker) {
    go("worker", [=] {
      Defer done([=] { wg->done(); });
      for ([[maybe_unused]] int piece : to_process) {
        if (try_select({ctx.done().on_recv()}) == 0) return;
        work();
      }
    });
  }
  wg->wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/kubernetes_70892",
    .story =
        "The scheduler scores nodes by several workers. Each of them, for each node, makes the "
        "missing score lists of all priorities; two workers that get a node each write the same "
        "slots.",
    .tags = "goker kubernetes nonblocking data-race channel waitgroup",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* scores = make<Scores>();
          parallelize(background(), 2, nodes, [=] { scores->fill(); });
        },
    .fixed =
        [] {
          auto* scores = make<Scores>();
          scores->fill();  // before there are workers, who then only look
          parallelize(background(), 2, nodes, [=] { scores->fill(); });
        },
};

}  // namespace heddle::scenarios::goker::kubernetes_70892
