// The reference model of the model fuzzer, on programs whose outcomes are known.

#include <gtest/gtest.h>

#include "model_reference.h"

namespace heddle::fuzz {
namespace {

using Do = ModelProgram::Do;
using End = ModelOutcome::End;
constexpr int done = ModelOutcome::done;

ModelProgram::Step send(std::uint8_t channel, int value) {
  return {Do::send, {{channel, true}, {}}, value};
}
ModelProgram::Step receive(std::uint8_t channel) {
  return {Do::receive, {{channel, false}, {}}, 0};
}
ModelProgram::Step plain(Do what) { return {what, {}, 0}; }

ModelReference of(const ModelProgram& program) { return *ModelReference::of(program); }

TEST(Model, a_value_goes_to_one_receiver_or_the_other) {
  const ModelProgram program{{0, 0}, {{send(0, 7)}, {receive(0)}, {receive(0)}}};
  const ModelReference reference = of(program);
  EXPECT_EQ(reference.outcomes(), 2U);
  EXPECT_TRUE(reference.allows({End::over, {{done}, {7}, {}}}));
  EXPECT_TRUE(reference.allows({End::over, {{done}, {}, {7}}}));
  EXPECT_FALSE(reference.allows({End::over, {{done}, {7}, {7}}}));
  EXPECT_FALSE(reference.allows({End::over, {{}, {}, {}}}));
}

TEST(Model, a_buffer_is_first_in_first_out_and_outlives_the_close) {
  const ModelProgram program{
      {2, 0}, {{send(0, 1), send(0, 2), plain(Do::close)}, {receive(0), receive(0), receive(0)}}};
  const ModelReference reference = of(program);
  EXPECT_EQ(reference.outcomes(), 1U);
  EXPECT_TRUE(reference.allows({End::over, {{done, done, done}, {1, 2, 0}}}));
}

TEST(Model, a_sender_that_waits_panics_when_its_channel_is_closed) {
  const ModelProgram program{{0, 0}, {{send(0, 1)}, {plain(Do::close)}}};
  const ModelReference reference = of(program);
  EXPECT_TRUE(reference.allows({End::send_on_closed, {{}, {done}}}));
  EXPECT_FALSE(reference.allows({End::over, {{done}, {done}}}));
  EXPECT_FALSE(reference.allows({End::close_of_closed, {{}, {done}}}));
}

TEST(Model, locks_exclude_and_unlocking_what_is_free_is_fatal) {
  const ModelProgram held{{0, 0}, {{plain(Do::lock)}, {plain(Do::lock)}}};
  EXPECT_EQ(of(held).outcomes(), 2U);
  EXPECT_FALSE(of(held).allows({End::over, {{done}, {done}}}));
  const ModelProgram given{{0, 0}, {{plain(Do::unlock)}}};
  EXPECT_TRUE(of(given).allows({End::unlock_of_unlocked, {{}}}));
}

TEST(Model, a_select_takes_any_ready_case_and_the_default_only_when_none_is) {
  ModelProgram::Step choice{Do::try_select, {{0, false}, {1, false}}, 0};
  const ModelProgram program{{1, 1}, {{send(0, 1), send(1, 2), choice}}};
  const ModelReference reference = of(program);
  EXPECT_EQ(reference.outcomes(), 2U);
  EXPECT_TRUE(reference.allows({End::over, {{done, done, ModelOutcome::chosen + 1}}}));
  EXPECT_TRUE(reference.allows({End::over, {{done, done, ModelOutcome::chosen + 102}}}));
  const ModelProgram empty{{1, 1}, {{choice}}};
  EXPECT_TRUE(
      of(empty).allows({End::over, {{ModelOutcome::chosen + 100 * ModelOutcome::default_case}}}));
}

TEST(Model, a_broken_rule_allows_something_else) {
  const ModelProgram program{{0, 0}, {{send(0, 1)}, {send(0, 2)}, {receive(0), receive(0)}}};
  const ModelProgram closed{{1, 0}, {{send(0, 1), plain(Do::close)}, {receive(0)}}};
  const auto forgetful = ModelReference::of(closed, ModelReference::Broken::closed_forgets_buffer);
  EXPECT_FALSE(of(closed).allows({End::over, {{done, done}, {0}}}));
  EXPECT_TRUE(forgetful->allows({End::over, {{done, done}, {0}}}));
  EXPECT_EQ(of(program).outcomes(), 2U);
}

}  // namespace
}  // namespace heddle::fuzz
