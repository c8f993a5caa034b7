#include <heddle/heddle.h>

#include <array>

namespace heddle::scenarios::goker::kubernetes_82239 {
namespace {

using namespace std::chrono_literals;

struct Annotations {
  std::array<int, 2> values{};
  int count = 0;
};

// What the fake API server of a test keeps. Copying it walks the annotations.
struct Volume {
  Var<Annotations> annotations;

  explicit Volume(Annotations a = {}) : annotations(a) {}
  Volume* deep_copy() const { return make<Volume>(annotations.read()); }
  void annotate(int value) {
    annotations.update([=](Annotations& to) { to.values.at(std::size_t(to.count++)) = value; });
  }
};

void run_controller(bool annotates_copy) {
  auto* volume = make<Volume>();
  Chan<Unit> stop = make_chan<Unit>();
  go("controller", [=] {
    go("resync", [=] {
      while (!stop.try_recv()) volume->deep_copy();
    });
  });
  sleep(1ms);
  Volume* mine = annotates_copy ? volume->deep_copy() : volume;
  mine->annotate(1);
  stop.close();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/kubernetes_82239",
    .story =
        "A volume controller copies a volume again and again, annotations and all. A test gives "
        "the same volume a new annotation meanwhile, without a lock.",
    .tags = "goker kubernetes nonblocking data-race map",
    .expect = {Kind::data_race},
    .body = [] { run_controller(false); },
    .fixed = [] { run_controller(true); },
};

}  // namespace heddle::scenarios::goker::kubernetes_82239
