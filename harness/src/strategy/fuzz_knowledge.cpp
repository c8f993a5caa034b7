#include "strategy/fuzz_knowledge.h"

#include <algorithm>

#include "engine/observer.h"
#include "strategy/bytes.h"

namespace heddle::strategy {
namespace {

// How often only one of several operations is meant.
constexpr std::uint32_t narrow_one_in = 8;

}  // namespace

void FuzzKnowledge::begin_run(std::uint64_t aim_key, std::span<const std::uint32_t> aimed) {
  asked_.clear();
  reads_from_.begin_run();
  if (aim_key != 0) reads_from_.aim(aim_key, aimed);
}

void FuzzKnowledge::performed(const engine::Performed& what, std::uint64_t name,
                              const OperationName& operation) {
  if ((reads_from_.kinds() & engine::Observer::bit(what.touch.kind)) == 0) return;
  reads_from_.performed(what);
  if (what.goroutine == nullptr || what.object == nullptr || seen_.size() == known_most) return;
  const std::uint64_t key = engine::combine(name, operation.ref.packed()) | 1;
  if (seen_.add(key, 1) != 1) return;
  const auto next = static_cast<std::uint32_t>(instances_.size());
  const std::uint32_t at = index_.add(name, next);
  if (at == next) instances_.emplace_back();
  Instances& known = instances_[at];
  if (known.count == instances_most) return;
  const OperationName& first = known.names[0];
  if (known.count != 0) {
    known.several_goroutines |= first.ref.goroutine != operation.ref.goroutine;
    known.several_families |= first.family != operation.family;
    known.several_places |= first.ref.place != operation.ref.place;
  }
  known.names[known.count++] = operation;
}

void FuzzKnowledge::asked(const DecisionPlace& place, std::uint32_t choices) {
  if (asked_.size() < asked_most) asked_.push_back({place, choices});
}

void FuzzKnowledge::end_run(const engine::RunEnd& end) {
  reads_from_.end_run(end);
  ByteWriter size({});
  reads_from_.write_lesson(size);
  lesson_.resize(size.bytes());
  ByteWriter writer(lesson_);
  reads_from_.write_lesson(writer);
  ByteReader reader(lesson_);
  reads_from_.learn(reader);
  aims_.list(reads_from_);
  delays_.list(reads_from_);
}

// Whether another place in the program does the same kind of operation to the same object.
bool FuzzKnowledge::has_a_like(std::uint32_t event) const {
  const auto events = reads_from_.events();
  const ReadsFrom::Event& known = events[event];
  return std::any_of(events.begin(), events.end(), [&](const ReadsFrom::Event& other) {
    return &other != &known && other.object == known.object && other.op.kind == known.op.kind;
  });
}

const FuzzKnowledge::Instances* FuzzKnowledge::instances_of(std::uint32_t event) const {
  const std::uint32_t at = index_.find(reads_from_.events()[event].name);
  return at == HashIndex::none ? nullptr : &instances_[at];
}

OperationRef FuzzKnowledge::broadly(std::uint32_t event) const {
  const Instances* const known = instances_of(event);
  if (known == nullptr) {
    const ReadsFrom::Event& other = reads_from_.events()[event];
    return {0, static_cast<std::uint8_t>(other.op.kind), 0, short_name(other.object), 0};
  }
  OperationRef ref = known->names[0].ref;
  ref.occurrence = 0;
  if (known->several_goroutines) {
    ref.goroutine = known->several_families ? std::uint16_t{0} : known->names[0].family;
  }
  if (known->several_places || !has_a_like(event)) ref.place = 0;
  return ref;
}

OperationRef FuzzKnowledge::meant(std::uint32_t event, engine::Rng& rng) const {
  OperationRef ref = broadly(event);
  const Instances* const known = instances_of(event);
  if (known == nullptr || !rng.one_in(narrow_one_in)) return ref;
  const OperationRef& single = known->names[rng.below(known->count)].ref;
  if (rng.one_in(2)) ref.goroutine = single.goroutine;
  if (rng.one_in(2)) ref.occurrence = single.occurrence;
  return ref;
}

}  // namespace heddle::strategy
