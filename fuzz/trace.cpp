// The trace reader is total: any bytes are a trace or an error with an offset, and what is a trace
// is written and read again the same.

#include <heddle/trace/trace_file.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace heddle::trace;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  TraceError error;
  const auto trace = parse_trace(bytes, error);
  if (!trace) {
    if (error.message.empty() || error.offset > size) std::abort();
    return 0;
  }
  const std::string written = to_bytes(*trace);
  const auto again = parse_trace(written, error);
  if (!again || to_bytes(*again) != written) std::abort();
  return 0;
}
