#include "strategy/fuzz_plan.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "engine/rng.h"

namespace heddle::strategy {
namespace {

constexpr std::size_t block_bytes = 16;
constexpr unsigned kind_limit = 64;
static_assert(trace::op_kind_count <= kind_limit);
constexpr std::size_t chunk_bytes = 13;  // of data, in a record
using Block = std::array<std::uint8_t, block_bytes>;

enum Tag : std::uint8_t { tag_pair = 1, tag_lift, tag_delay, tag_deviation, tag_data };
enum Flag : std::uint8_t { flag_late = 1, flag_negated = 2, flag_from_nothing = 4 };

std::uint64_t get(const Block& block, std::size_t at, std::size_t bytes) noexcept {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes; ++i) value |= std::uint64_t{block[at + i]} << (8 * i);
  return value;
}

void put(Block& block, std::size_t at, std::size_t bytes, std::uint64_t value) noexcept {
  for (std::size_t i = 0; i < bytes; ++i) {
    block[at + i] = static_cast<std::uint8_t>(value >> (8 * i));
  }
}

OperationRef get_operation(const Block& block, std::size_t at) noexcept {
  return OperationRef::unpacked(get(block, at, 6));
}

// A chunk of data, in the order of its place and, of those with one place, as they come.
struct Chunk {
  std::uint32_t place;
  std::size_t record;
  std::uint8_t bytes;
  Block block;
};

void read_deviation(const Block& block, FuzzPlan& plan) {
  Deviation deviation;
  const unsigned kind = (block[0] >> 3U) % engine::decision_kind_count;
  deviation.place.kind = static_cast<engine::DecisionKind>(kind);
  deviation.place.who = get(block, 1, 3);
  deviation.place.done = static_cast<std::uint32_t>(get(block, 4, 3));
  deviation.place.again = block[7];
  deviation.taken = get(block, 8, 8);
  plan.deviations.push_back(deviation);
}

void read_record(const Block& block, FuzzPlan& plan, std::vector<Chunk>& chunks) {
  switch (block[0] & 7U) {
    case tag_pair:
      if (plan.pairs.size() == pairs_most) break;
      plan.pairs.push_back({get_operation(block, 2), get_operation(block, 8),
                            (block[1] & flag_from_nothing) != 0, (block[1] & flag_late) != 0,
                            (block[1] & flag_negated) != 0});
      break;
    case tag_lift:
      if (plan.lifts.size() == lifts_most) break;
      plan.lifts.push_back({get_operation(block, 2), get_operation(block, 8)});
      break;
    case tag_delay:
      if (plan.delays.size() == delays_most) break;
      plan.delays.push_back(get_operation(block, 2));
      break;
    case tag_deviation: read_deviation(block, plan); break;
    case tag_data:
      chunks.push_back(
          {static_cast<std::uint32_t>(get(block, 1, 2)), chunks.size(),
           static_cast<std::uint8_t>(std::min<std::size_t>(block[0] >> 4U, chunk_bytes)), block});
      break;
    default: break;
  }
}

// Of the deviations at one place the one with the lowest value counts.
void sort_deviations(std::vector<Deviation>& deviations) {
  const auto same_place = [](const Deviation& a, const Deviation& b) { return a.place == b.place; };
  std::sort(deviations.begin(), deviations.end());
  deviations.erase(std::unique(deviations.begin(), deviations.end(), same_place), deviations.end());
}

// Puts blocks one after the other, as long as there is room.
class Blocks {
 public:
  explicit Blocks(std::span<std::uint8_t> room) noexcept : room_(room) {}
  void put_block(const Block& block) noexcept {
    if (room_.size() - bytes_ < block_bytes) return;
    std::memcpy(room_.data() + bytes_, block.data(), block_bytes);
    bytes_ += block_bytes;
  }
  // A record about one or two operations.
  void put_operations(Tag tag, std::uint8_t flags, const OperationRef& first,
                      const OperationRef& second) noexcept {
    Block block{};
    block[0] = tag;
    block[1] = flags;
    put(block, 2, 6, first.packed());
    put(block, 8, 6, second.packed());
    put_block(block);
  }
  std::size_t bytes() const noexcept { return bytes_; }

 private:
  std::span<std::uint8_t> room_;
  std::size_t bytes_ = 0;
};

void write_deviation(const Deviation& deviation, Blocks& blocks) {
  Block block{};
  block[0] =
      static_cast<std::uint8_t>(tag_deviation | static_cast<unsigned>(deviation.place.kind) << 3U);
  put(block, 1, 3, deviation.place.who);
  put(block, 4, 3, deviation.place.done);
  block[7] = static_cast<std::uint8_t>(deviation.place.again);
  put(block, 8, 8, deviation.taken);
  blocks.put_block(block);
}

void write_data(const std::vector<std::uint8_t>& data, Blocks& blocks) {
  std::uint32_t place = 0;
  for (std::size_t at = 0; at < data.size(); at += chunk_bytes, ++place) {
    const std::size_t bytes = std::min(chunk_bytes, data.size() - at);
    Block block{};
    block[0] = static_cast<std::uint8_t>(tag_data | bytes << 4U);
    // Beyond 65535 all have the same place and keep their order.
    put(block, 1, 2, std::min<std::uint32_t>(place, 0xffff));
    std::memcpy(block.data() + 3, data.data() + at, bytes);
    blocks.put_block(block);
  }
}

}  // namespace

std::uint64_t OperationRef::packed() const noexcept {
  const unsigned what = kind % kind_limit | unsigned{place} << 6U;
  return std::uint64_t{goroutine} | std::uint64_t{what} << 16U | std::uint64_t{object} << 24U |
         std::uint64_t{occurrence} << 40U;
}

OperationRef OperationRef::unpacked(std::uint64_t bits) noexcept {
  const auto what = static_cast<std::uint8_t>(bits >> 16U);
  return {static_cast<std::uint16_t>(bits), static_cast<std::uint8_t>(what % kind_limit),
          static_cast<std::uint8_t>(what >> 6U), static_cast<std::uint16_t>(bits >> 24U),
          static_cast<std::uint8_t>(bits >> 40U)};
}

std::uint16_t short_name(std::uint64_t identity) noexcept {
  return static_cast<std::uint16_t>(1 + engine::mix(identity) % 0xffff);
}

std::uint32_t goroutine_name(std::uint64_t identity) noexcept {
  return static_cast<std::uint32_t>(1 + engine::mix(identity) % 0xffffff);
}

void FuzzPlan::clear() {
  order = Order::usual;
  rate = 0;
  firing = 0;
  early = early_usual;
  memory = false;
  seed = 0;
  pairs.clear();
  lifts.clear();
  delays.clear();
  deviations.clear();
  data.clear();
}

void read_plan(std::span<const std::uint8_t> bytes, FuzzPlan& plan) {
  plan.clear();
  std::vector<Chunk> chunks;
  for (std::size_t at = 0; at < bytes.size(); at += block_bytes) {
    Block block{};
    std::memcpy(block.data(), bytes.data() + at, std::min(block_bytes, bytes.size() - at));
    if (at != 0) {
      read_record(block, plan, chunks);
      continue;
    }
    plan.order = static_cast<FuzzPlan::Order>(block[0] % FuzzPlan::order_count);
    plan.rate = block[1];
    plan.firing = block[2];
    plan.early = block[3] == 0 ? FuzzPlan::early_usual : static_cast<std::uint8_t>(block[3] - 1);
    plan.seed = get(block, 4, 8);
    plan.memory = (block[12] & 1U) != 0;
  }
  sort_deviations(plan.deviations);
  std::sort(chunks.begin(), chunks.end(), [](const Chunk& a, const Chunk& b) {
    return a.place != b.place ? a.place < b.place : a.record < b.record;
  });
  for (const Chunk& chunk : chunks) {
    const std::uint8_t* const first = chunk.block.data() + 3;
    plan.data.insert(plan.data.end(), first, first + chunk.bytes);
  }
}

std::size_t write_plan(const FuzzPlan& plan, std::span<std::uint8_t> room) {
  Blocks blocks(room);
  Block head{};
  head[0] = static_cast<std::uint8_t>(plan.order);
  head[1] = plan.rate;
  head[2] = plan.firing;
  if (plan.early != FuzzPlan::early_usual) head[3] = static_cast<std::uint8_t>(plan.early + 1);
  put(head, 4, 8, plan.seed);
  head[12] = plan.memory ? 1 : 0;
  blocks.put_block(head);
  for (const FuzzPlan::Pair& pair : plan.pairs) {
    std::uint8_t flags = 0;
    if (pair.late) flags |= flag_late;
    if (pair.negated) flags |= flag_negated;
    if (pair.from_nothing) flags |= flag_from_nothing;
    blocks.put_operations(tag_pair, flags, pair.reader, pair.source);
  }
  for (const FuzzPlan::Lift& lift : plan.lifts) {
    blocks.put_operations(tag_lift, 0, lift.taken, lift.inside);
  }
  for (const OperationRef& delay : plan.delays) blocks.put_operations(tag_delay, 0, delay, {});
  for (const Deviation& deviation : plan.deviations) write_deviation(deviation, blocks);
  write_data(plan.data, blocks);
  return blocks.bytes();
}

namespace {

std::size_t blocks_without_data(const FuzzPlan& plan) noexcept {
  return 1 + plan.pairs.size() + plan.lifts.size() + plan.delays.size() + plan.deviations.size();
}

}  // namespace

std::size_t plan_bytes(const FuzzPlan& plan) noexcept {
  const std::size_t chunks = (plan.data.size() + chunk_bytes - 1) / chunk_bytes;
  return block_bytes * (blocks_without_data(plan) + chunks);
}

std::size_t data_most(const FuzzPlan& plan, std::size_t bytes_most) noexcept {
  const std::size_t blocks = bytes_most / block_bytes;
  const std::size_t others = blocks_without_data(plan);
  return blocks <= others ? 0 : (blocks - others) * chunk_bytes;
}

}  // namespace heddle::strategy
