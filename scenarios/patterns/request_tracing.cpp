#include <heddle/heddle.h>

#include <array>
#include <cstddef>

namespace heddle::scenarios::patterns::request_tracing {
namespace {

struct Span {
  int parent = -1;
  bool ended = false;
};

struct Trace {
  Mutex mu;
  Var<int> count{0};
  std::array<Var<Span>, 4> spans;

  int begin(int parent) {
    Lock hold(mu);
    const int span = count.read();
    count.write(span + 1);
    spans[static_cast<std::size_t>(span)].write({.parent = parent});
    return span;
  }
  void end(int span) {
    Lock hold(mu);
    spans[static_cast<std::size_t>(span)].update([](Span& s) { s.ended = true; });
  }
};

constexpr ContextKey<Trace*> trace_key;
constexpr ContextKey<int> span_key;

template <class Work>
void traced(Context ctx, Work&& work) {
  Trace* trace = *ctx.value(trace_key);
  const int* parent = ctx.value(span_key);
  const int span = trace->begin(parent != nullptr ? *parent : -1);
  work(with_value(ctx, span_key, span));
  trace->end(span);
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/request_tracing",
    .story =
        "A request passes its trace along in the context; each piece of work adds a span with its "
        "beginning and end. The trace is exported when the request is over, and all spans are "
        "complete then.",
    .tags = "pattern context values mutex tracing",
    .body =
        [] {
          auto* trace = make<Trace>();
          traced(with_value(background(), trace_key, trace), [](Context request) {
            auto* parts = make<WaitGroup>();
            for (int part = 0; part < 2; ++part) {
              parts->go([=] { traced(request, [](Context) { log("works"); }); });
            }
            parts->wait();
          });
          check(trace->count.read() == 3, "every piece of work has a span");
          for (int span = 0; span < 3; ++span) {
            const Span s = trace->spans[static_cast<std::size_t>(span)].read();
            check(s.ended && s.parent == (span == 0 ? -1 : 0),
                  "spans are complete, below the request's");
          }
        },
};

}  // namespace heddle::scenarios::patterns::request_tracing
