// The reports about ordinary variables: the programs are instrumented.

#include <gtest/gtest.h>
#include <heddle/heddle.h>

#include <string>

#include "detect/example_report.h"
#include "detect/examples/examples.h"
#include "engine/sanitizer.h"

namespace heddle {
namespace {

const Example all[] = {
    {examples::dead_stack},
    {examples::local_data_race},
    {examples::plain_data_race},
    {examples::use_after_free},
};

class PlainReports : public testing::TestWithParam<Example> {};

TEST_P(PlainReports, are_as_written) {
#ifdef HEDDLE_ASAN
  GTEST_SKIP() << "beside AddressSanitizer calls and locals have no names";
#endif
  expect_as_written(GetParam());
}

TEST_P(PlainReports, are_documented) { expect_documented(GetParam()); }

INSTANTIATE_TEST_SUITE_P(golden, PlainReports, testing::ValuesIn(all), [](const auto& tested) {
  return std::string(tested.param.scenario.name);
});

}  // namespace
}  // namespace heddle
