#include "counter.h"

#include <gtest/gtest.h>
#include <heddle/heddle.h>

#include <sstream>
#include <string>

namespace {

// On one line: reports are wrapped.
std::string text_of(const heddle::Report& report) {
  std::ostringstream out;
  out << report;
  std::string text = out.str();
  for (std::size_t at = 0; (at = text.find("\n      ")) != std::string::npos;)
    text.replace(at, 7, " ");
  return text;
}

bool beside_asan() {
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
  return true;
#endif
#endif
  return false;
}

TEST(Counter, HasARace) {
  const heddle::Report report = heddle::explore(count_to_two, {.runs = 100});
  EXPECT_TRUE(report.found(heddle::Kind::data_race)) << report;
  // Its frame is where AddressSanitizer has put it.
  if (beside_asan()) GTEST_SKIP() << "beside AddressSanitizer locals have no names";
  EXPECT_NE(text_of(report).find("on 4 bytes of the local counter ("), std::string::npos) << report;
}

TEST(Counter, CopiesRace) {
  const heddle::Report report = heddle::explore(copy_twice, {.runs = 100});
  EXPECT_TRUE(report.found(heddle::Kind::data_race)) << report;
}

}  // namespace
