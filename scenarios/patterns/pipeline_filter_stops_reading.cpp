#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::pipeline_filter_stops_reading {
namespace {

RecvChan<int> measure() {
  Chan<int> out = make_chan<int>(1);
  go("sensor", [=] {
    for (int celsius : {12, 999, 15, 16}) out.send(celsius);
    out.close();
  });
  return out;
}

RecvChan<int> plausible(RecvChan<int> in, bool keep_reading) {
  Chan<int> out = make_chan<int>();
  go("filter", [=] {
    for (int celsius : in) {
      if (celsius < 60) {
        out.send(celsius);
      } else if (!keep_reading) {
        break;
      }
    }
    out.close();
  });
  return out;
}

void report(bool keep_reading) {
  for (int celsius : plausible(measure(), keep_reading)) {
    check(celsius < 60, "only plausible readings are reported");
  }
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/pipeline_filter_stops_reading",
    .story =
        "A filter ends at the first reading out of range instead of dropping it. Its output is "
        "closed and the report looks fine, but the sensor goroutine keeps offering its next "
        "reading.",
    .tags = "pattern channel pipeline filter",
    .expect = {Kind::leak},
    .body = [] { report(false); },
    .fixed = [] { report(true); },
};

}  // namespace heddle::scenarios::patterns::pipeline_filter_stops_reading
