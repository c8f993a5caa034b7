#include <heddle/heddle.h>

#include <array>

namespace heddle::scenarios::patterns::pipeline_filter {
namespace {

constexpr std::array<int, 5> readings{12, 999, 15, -5, 18};

RecvChan<int> measure() {
  Chan<int> out = make_chan<int>(1);
  go("sensor", [=] {
    for (int celsius : readings) out.send(celsius);
    out.close();
  });
  return out;
}

RecvChan<int> plausible(RecvChan<int> in) {
  Chan<int> out = make_chan<int>();
  go("filter", [=] {
    for (int celsius : in) {
      if (celsius >= 0 && celsius < 60) out.send(celsius);
    }
    out.close();
  });
  return out;
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/pipeline_filter",
    .story =
        "Sensor readings run through a filter that drops those out of range. The good ones arrive "
        "in order, and the end of the readings is passed on.",
    .tags = "pattern channel pipeline filter",
    .body =
        [] {
          int previous = 0;
          int kept = 0;
          for (int celsius : plausible(measure())) {
            check(celsius < 60 && celsius > previous, "plausible readings come in order");
            previous = celsius;
            ++kept;
          }
          check(kept == 3, "no plausible reading is lost");
        },
};

}  // namespace heddle::scenarios::patterns::pipeline_filter
