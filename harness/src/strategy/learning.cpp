#include "strategy/learning.h"

#include <algorithm>
#include <cstring>

#include "engine/ensure.h"
#include "engine/observer.h"

namespace heddle::strategy {
namespace {

// Room for the lessons of a batch, if they are short.
constexpr std::size_t heard_bytes_usual = 16 * engine::batch_runs_most;

}  // namespace

Learning::Learning(std::initializer_list<Knowledge*> knowledge) : knowledge_(knowledge) {
  heard_.reserve(engine::batch_runs_most);
  heard_bytes_.reserve(heard_bytes_usual);
}

bool Learning::begin_run(std::uint64_t index, std::uint64_t seed) {
  Sampling::begin_run(index, seed);
  if (engine::batch_begin(index) != batch_) {
    learn_batch();
    batch_ = engine::batch_begin(index);
  }
  index_ = index;
  for (Knowledge* knowledge : knowledge_) knowledge->begin_run();
  prepare(index);
  return true;
}

void Learning::learn_batch() {
  std::sort(heard_.begin(), heard_.end(),
            [](const Heard& a, const Heard& b) { return a.index < b.index; });
  for (const Heard& heard : heard_) {
    ByteReader lesson{std::span(heard_bytes_).subspan(heard.offset, heard.bytes)};
    for (Knowledge* knowledge : knowledge_) knowledge->learn(lesson);
  }
  heard_.clear();
  heard_bytes_.clear();
}

void Learning::spawned(engine::Goroutine& goroutine) {
  for (Knowledge* knowledge : knowledge_) knowledge->spawned(goroutine);
  arrived(goroutine);
}

std::uint64_t Learning::watched_kinds() const {
  std::uint64_t all = kinds();
  for (const Knowledge* knowledge : knowledge_) all |= knowledge->kinds();
  return all;
}

void Learning::performed(const engine::Performed& what) {
  const std::uint64_t bit = engine::Observer::bit(what.touch.kind);
  for (Knowledge* knowledge : knowledge_) {
    if ((knowledge->kinds() & bit) != 0) knowledge->performed(what);
  }
  if ((kinds() & bit) != 0) saw(what);
}

void Learning::end_run(const engine::RunEnd& end) {
  ended(end);
  ByteWriter size({});
  for (Knowledge* knowledge : knowledge_) {
    knowledge->end_run(end);
    knowledge->write_lesson(size);
  }
  ByteWriter lesson(room_for(index_, size.bytes()));
  for (const Knowledge* knowledge : knowledge_) knowledge->write_lesson(lesson);
}

std::span<const std::byte> Learning::lesson() const noexcept {
  if (heard_.empty()) return {};
  return std::span(heard_bytes_).subspan(heard_.back().offset, heard_.back().bytes);
}

void Learning::hear(std::uint64_t index, std::span<const std::byte> lesson) {
  std::copy(lesson.begin(), lesson.end(), room_for(index, lesson.size()).begin());
}

std::span<std::byte> Learning::room_for(std::uint64_t index, std::size_t bytes) {
  heard_.push_back({index, heard_bytes_.size(), bytes});
  heard_bytes_.resize(heard_bytes_.size() + bytes);
  return std::span(heard_bytes_).last(bytes);
}

std::size_t Learning::save(std::span<std::byte> room) const noexcept {
  if (knowledge_.empty()) return 0;
  ByteWriter to(room);
  to.put(batch_);
  to.put_list(std::span<const Heard>(heard_));
  to.put_list(std::span<const std::byte>(heard_bytes_));
  for (const Knowledge* knowledge : knowledge_) knowledge->save(to);
  return to.bytes();
}

void Learning::resume(std::span<const std::byte> saved) {
  ByteReader from(saved);
  batch_ = from.get<std::uint64_t>();
  from.get_list(heard_);
  from.get_list(heard_bytes_);
  for (Knowledge* knowledge : knowledge_) knowledge->resume(from);
}

// The other one's knowledge is what both began with; what it has learned since are its lessons.
void Learning::merge(std::span<const std::byte> saved) {
  if (knowledge_.empty()) return;
  ByteReader from(saved);
  engine::ensure(from.get<std::uint64_t>() == batch_, "only runs of one batch can be merged");
  std::vector<Heard> heard;
  std::vector<std::byte> bytes;
  from.get_list(heard);
  from.get_list(bytes);
  for (const Heard& lesson : heard) {
    const bool is_known = std::any_of(heard_.begin(), heard_.end(), [&lesson](const Heard& known) {
      return known.index == lesson.index;
    });
    if (!is_known) hear(lesson.index, std::span(bytes).subspan(lesson.offset, lesson.bytes));
  }
}

}  // namespace heddle::strategy
