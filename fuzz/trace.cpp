// The readers of traces are total: any bytes are a trace or an error with an offset, also when what
// is left of a damaged file is read; and what is a trace is written and read again the same. As
// most bytes are stopped by the checksums of blocks, the same bytes are tried as the text form too,
// of which any line may be right.

#include <heddle/trace/text_form.h>
#include <heddle/trace/trace_file.h>

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace heddle::trace;

constexpr std::uint32_t events_max = 1 << 20;

void must_be(bool condition) {
  if (!condition) std::abort();
}

void must_come_again(const Trace& trace) {
  TraceError error;
  const std::string written = to_bytes(trace);
  const std::optional<Trace> again = parse_trace(written, error);
  must_be(again && to_bytes(*again) == written);
  const std::optional<Trace> told = from_text(to_text(trace), error);
  must_be(told && to_bytes(*told) == written);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  TraceError error;
  if (const auto trace = parse_trace(bytes, error, {events_max, nullptr})) {
    must_come_again(*trace);
  } else {
    must_be(!error.message.empty() && error.offset <= size);
  }
  std::vector<Damage> damage;
  if (const auto left = parse_trace(bytes, error, {events_max, &damage})) {
    must_be(left->events.size() <= events_max);
    for (const Damage& at : damage) must_be(!at.message.empty() && at.offset <= size);
  }
  if (const auto told = from_text(bytes, error)) must_come_again(*told);
  return 0;
}
