// What the viewer promises of large traces, without a screen: QT_QPA_PLATFORM=offscreen is set
// here.

#include <heddle/trace/trace_file.h>

#include <QApplication>
#include <QDir>
#include <QTemporaryDir>

#include <benchmark/benchmark.h>

#include <map>
#include <stdexcept>
#include <string>

#include "baseline.h"
#include "core/moment.h"
#include "synthetic.h"
#include "window/trace_tab.h"

namespace heddle::viewer {
namespace {

using bench::report_ratio;
using bench::Watch;

constexpr std::uint32_t goroutines = 16;
constexpr std::uint32_t objects = 16;

const QTemporaryDir& folder() {
  static const QTemporaryDir made;
  return made;
}

// The trace of this many events, on disk.
const std::string& file_of(std::uint32_t events) {
  static std::map<std::uint32_t, std::string> files;
  std::string& path = files[events];
  if (path.empty()) {
    path = folder().filePath(QString::number(events) + ".htrace").toStdString();
    std::string error;
    if (!trace::write_trace(synthetic_trace(events, goroutines, objects, 1), path, error)) {
      throw std::runtime_error(error);
    }
  }
  return path;
}

const DocumentPointer& document_of(std::uint32_t events) {
  static std::map<std::uint32_t, DocumentPointer> documents;
  DocumentPointer& document = documents[events];
  if (document == nullptr) {
    documents.clear();
    documents[events] = Document::of(synthetic_trace(events, goroutines, objects, 1), "bench",
                                     [](double) { return true; });
    return documents[events];
  }
  return document;
}

double iterations(const benchmark::State& state) { return static_cast<double>(state.iterations()); }

// From the file to the first painted frame.
void BM_OpenAndPaint(benchmark::State& state) {
  const std::string& path = file_of(static_cast<std::uint32_t>(state.range(0)));
  const Watch watch;
  for (auto _ : state) {
    std::string error;
    const DocumentPointer document = Document::open(path, [](double) { return true; }, error);
    TraceTab tab(document);
    tab.resize(1920, 1080);
    benchmark::DoNotOptimize(tab.timeline().grab());
    state.counters["bytes_per_event"] =
        static_cast<double>(document->history().bytes() +
                            document->trace().events.size() * sizeof(trace::Event) +
                            document->trace().edges.size() * sizeof(std::uint32_t)) /
        static_cast<double>(document->steps());
  }
  report_ratio(state, iterations(state), watch.seconds());
}
BENCHMARK(BM_OpenAndPaint)->Arg(1'000'000)->Arg(10'000'000)->Unit(benchmark::kMillisecond);

// A frame whose tiles are all new: another zoom each time.
void BM_FrameCold(benchmark::State& state) {
  TraceTab tab(document_of(static_cast<std::uint32_t>(state.range(0))));
  tab.resize(1920, 1080);
  QImage image(tab.timeline().size(), QImage::Format_ARGB32_Premultiplied);
  tab.timeline().render(&image);
  double seconds = 0;
  for (auto _ : state) {
    state.PauseTiming();
    tab.timeline().forget_tiles();
    state.ResumeTiming();
    const Watch watch;
    tab.timeline().render(&image);
    seconds += watch.seconds();
  }
  report_ratio(state, iterations(state), seconds);
}
BENCHMARK(BM_FrameCold)->Arg(1'000'000)->Arg(10'000'000)->Unit(benchmark::kMillisecond);

// Panning and zooming to and fro, tiles warm.
void BM_FrameWarm(benchmark::State& state) {
  TraceTab tab(document_of(static_cast<std::uint32_t>(state.range(0))));
  tab.resize(1920, 1080);
  QImage image(tab.timeline().size(), QImage::Format_ARGB32_Premultiplied);
  bool there = false;
  const Watch watch;
  for (auto _ : state) {
    tab.timeline().zoom(there ? 1 / 1.2 : 1.2);
    there = !there;
    tab.timeline().render(&image);
  }
  report_ratio(state, iterations(state), watch.seconds());
}
BENCHMARK(BM_FrameWarm)->Arg(1'000'000)->Arg(10'000'000)->Unit(benchmark::kMillisecond);

void BM_StateAtStep(benchmark::State& state) {
  const DocumentPointer& document = document_of(static_cast<std::uint32_t>(state.range(0)));
  std::uint32_t step = 1;
  const Watch watch;
  for (auto _ : state) {
    step = (step * 7919U + 1) % document->steps();
    benchmark::DoNotOptimize(moment_at(document->history(), step));
  }
  report_ratio(state, iterations(state), watch.seconds());
}
BENCHMARK(BM_StateAtStep)->Arg(1'000'000)->Arg(10'000'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace heddle::viewer

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  const QApplication app(argc, argv);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
