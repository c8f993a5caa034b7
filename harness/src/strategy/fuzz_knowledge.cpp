#include "strategy/fuzz_knowledge.h"

#include "engine/observer.h"
#include "strategy/bytes.h"

namespace heddle::strategy {
namespace {

constexpr std::uint32_t narrow_one_in = 8;

}  // namespace

void FuzzKnowledge::begin_run(std::uint64_t aim_key, std::span<const std::uint32_t> aimed) {
  asked_.clear();
  reads_from_.begin_run();
  if (aim_key != 0) reads_from_.aim(aim_key, aimed);
}

void FuzzKnowledge::performed(const engine::Performed& what, std::uint64_t name,
                              const OperationRef& ref) {
  if ((reads_from_.kinds() & engine::Observer::bit(what.touch.kind)) == 0) return;
  reads_from_.performed(what);
  if (what.goroutine == nullptr || what.object == nullptr || seen_.size() == known_most) return;
  const std::uint64_t key = engine::combine(name, ref.packed()) | 1;
  if (seen_.add(key, 1) != 1) return;
  const auto next = static_cast<std::uint32_t>(instances_.size());
  const std::uint32_t at = index_.add(name, next);
  if (at == next) instances_.emplace_back();
  Instances& known = instances_[at];
  if (known.count == instances_most) return;
  for (std::uint32_t i = 0; i < known.count; ++i) {
    if (known.refs[i] == ref) return;
    if (known.refs[i].goroutine != ref.goroutine) known.several_goroutines = true;
    if (known.refs[i].occurrence != ref.occurrence) known.several_occurrences = true;
  }
  known.refs[known.count++] = ref;
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

OperationRef FuzzKnowledge::broadly(std::uint32_t event) const {
  const ReadsFrom::Event& known = reads_from_.events()[event];
  const std::uint32_t at = index_.find(known.name);
  if (at == HashIndex::none) {
    return {0, static_cast<std::uint8_t>(known.op.kind), short_name(known.object), 0};
  }
  const Instances& instances = instances_[at];
  OperationRef ref = instances.refs[0];
  if (instances.several_goroutines) ref.goroutine = 0;
  if (instances.several_occurrences) ref.occurrence = 0;
  return ref;
}

OperationRef FuzzKnowledge::meant(std::uint32_t event, engine::Rng& rng) const {
  OperationRef ref = broadly(event);
  const std::uint32_t at = index_.find(reads_from_.events()[event].name);
  if (at == HashIndex::none || !rng.one_in(narrow_one_in)) return ref;
  const Instances& instances = instances_[at];
  const OperationRef& single = instances.refs[rng.below(instances.count)];
  if (rng.one_in(2)) ref.goroutine = single.goroutine;
  if (rng.one_in(2)) ref.occurrence = single.occurrence;
  return ref;
}

}  // namespace heddle::strategy
