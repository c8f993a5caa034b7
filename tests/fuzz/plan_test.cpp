// The bytes of a fuzzer's input: any will do, and one byte changes one thing.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/rng.h"
#include "search/sha1.h"
#include "strategy/fuzz_plan.h"

namespace heddle::strategy {
namespace {

using Bytes = std::vector<std::uint8_t>;

FuzzPlan plan_of(const Bytes& bytes) {
  FuzzPlan plan;
  read_plan(bytes, plan);
  return plan;
}

Bytes bytes_of(const FuzzPlan& plan) {
  Bytes bytes(plan_bytes(plan));
  EXPECT_EQ(write_plan(plan, bytes), bytes.size());
  return bytes;
}

OperationRef drawn_operation(engine::Rng& rng) {
  return OperationRef::unpacked(rng.next() & ((std::uint64_t{1} << 48U) - 1));
}

FuzzPlan drawn_plan(std::uint64_t seed) {
  engine::Rng rng(seed);
  FuzzPlan plan;
  plan.order = static_cast<FuzzPlan::Order>(rng.below(FuzzPlan::order_count));
  plan.rate = static_cast<std::uint8_t>(rng.below(256));
  plan.firing = static_cast<std::uint8_t>(rng.below(256));
  plan.early = static_cast<std::uint8_t>(rng.below(255));
  plan.memory = rng.one_in(2);
  plan.seed = rng.next();
  for (std::uint32_t i = rng.below(5); i > 0; --i) {
    plan.pairs.push_back(
        {drawn_operation(rng), drawn_operation(rng), rng.one_in(2), rng.one_in(2), rng.one_in(2)});
    plan.lifts.push_back({drawn_operation(rng), drawn_operation(rng)});
    plan.delays.push_back(drawn_operation(rng));
  }
  for (std::uint32_t i = 0; i < rng.below(5); ++i) {
    const auto kind = static_cast<engine::DecisionKind>(rng.below(engine::decision_kind_count));
    plan.deviations.push_back({{kind, 1000 + i, rng.below(1 << 20), rng.below(256)}, rng.next()});
  }
  std::sort(plan.deviations.begin(), plan.deviations.end());
  for (std::uint32_t i = rng.below(60); i > 0; --i) {
    plan.data.push_back(static_cast<std::uint8_t>(rng.next()));
  }
  return plan;
}

TEST(FuzzPlan, is_read_as_it_was_written) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const FuzzPlan plan = drawn_plan(seed);
    EXPECT_EQ(plan_of(bytes_of(plan)), plan) << seed;
  }
}

TEST(FuzzPlan, no_bytes_are_the_default_order) { EXPECT_EQ(plan_of({}), FuzzPlan()); }

TEST(FuzzPlan, any_bytes_are_a_plan_that_can_be_written_again) {
  engine::Rng rng(1);
  std::vector<Bytes> inputs = {{}, {0}, {255}, {10}, Bytes(1 << 20, 0), Bytes(1 << 20, 255)};
  for (unsigned i = 0; i < 2000; ++i) {
    Bytes bytes(rng.below(300));
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(rng.next());
    inputs.push_back(bytes);
  }
  for (std::uint8_t tag = 1; tag <= 5; ++tag) {
    Bytes many(1 << 20, tag);
    inputs.push_back(many);
  }
  for (const Bytes& bytes : inputs) {
    const FuzzPlan plan = plan_of(bytes);
    EXPECT_LE(plan.pairs.size(), pairs_most);
    EXPECT_LE(plan.lifts.size(), lifts_most);
    EXPECT_LE(plan.delays.size(), delays_most);
    EXPECT_LE(plan.data.size(), bytes.size());
    EXPECT_EQ(plan_of(bytes_of(plan)), plan);
  }
}

// How many items of one list are not in the other.
template <class List>
std::size_t missing(const List& from, const List& in) {
  std::size_t count = 0;
  for (const auto& item : from) count += std::find(in.begin(), in.end(), item) == in.end() ? 1 : 0;
  return count;
}

std::size_t lost(const FuzzPlan& before, const FuzzPlan& after) {
  return missing(before.pairs, after.pairs) + missing(before.lifts, after.lifts) +
         missing(before.delays, after.delays) + missing(before.deviations, after.deviations);
}

TEST(FuzzPlan, a_changed_byte_leaves_the_others_their_meaning) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    FuzzPlan plan = drawn_plan(seed);
    plan.data = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23};
    const Bytes bytes = bytes_of(plan);
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      for (const unsigned change : {1U, 16U, 128U, 255U}) {
        Bytes changed = bytes;
        changed[at] = static_cast<std::uint8_t>(changed[at] ^ change);
        const FuzzPlan after = plan_of(changed);
        EXPECT_LE(lost(plan, after), 1U) << seed << " byte " << at;
        if (at < 16) {
          EXPECT_EQ(lost(plan, after), 0U) << seed << " byte " << at;
          EXPECT_EQ(after.data, plan.data);
        } else {
          EXPECT_EQ(after.seed, plan.seed);
          EXPECT_EQ(after.order, plan.order);
        }
      }
    }
  }
}

TEST(FuzzPlan, what_does_not_fit_is_left_out_whole) {
  const FuzzPlan plan = drawn_plan(7);
  const Bytes whole = bytes_of(plan);
  for (std::size_t room = 0; room <= whole.size(); ++room) {
    Bytes bytes(room);
    const std::size_t written = write_plan(plan, bytes);
    EXPECT_LE(written, room);
    EXPECT_EQ(written, room / 16 * 16);
    EXPECT_TRUE(std::equal(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(written),
                           whole.begin()));
  }
}

// FIPS 180-4's examples.
TEST(Sha1, is_what_libfuzzer_calls_its_files_by) {
  const auto of = [](const std::string& text) {
    return search::sha1_of(Bytes(text.begin(), text.end()));
  };
  EXPECT_EQ(of(""), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  EXPECT_EQ(of("abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
  EXPECT_EQ(of(std::string(1'000'000, 'a')), "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
}

}  // namespace
}  // namespace heddle::strategy
