// The reader of schedules is total, and there is one text for one schedule.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "strategy/schedule.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace heddle::strategy;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  ScheduleError error;
  const auto schedule = parse_schedule(text, error);
  if (!schedule) {
    if (error.message.empty() || error.offset > size) std::abort();
    return 0;
  }
  if (to_text(*schedule) != text) std::abort();
  return 0;
}
