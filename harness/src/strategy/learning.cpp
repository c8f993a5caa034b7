#include "strategy/learning.h"

#include <algorithm>
#include <cstring>

#include "engine/batch.h"
#include "engine/observer.h"

namespace heddle::strategy {

Learning::Learning(std::initializer_list<Knowledge*> knowledge) : knowledge_(knowledge) {
  lessons_.reserve(lessons_most);
}

bool Learning::begin_run(std::uint64_t index, std::uint64_t seed) {
  Sampling::begin_run(index, seed);
  if (const std::uint64_t batch = engine::batch_begin(index); batch != batch_) {
    learn_lessons();
    batch_ = batch;
  }
  run_ = index;
  teaches_ = !knowledge_.empty() && index - batch_ < lessons_most;
  for (Knowledge* knowledge : knowledge_) knowledge->begin_run();
  prepare(index);
  watches_ = teaches_ || needs_to_watch();
  return true;
}

void Learning::learn_lessons() {
  std::sort(lessons_.begin(), lessons_.end(),
            [](const Lesson& a, const Lesson& b) { return a.run < b.run; });
  for (const Lesson& lesson : lessons_) {
    ByteReader from{std::span(lesson_bytes_).subspan(lesson.offset, lesson.bytes)};
    for (Knowledge* knowledge : knowledge_) knowledge->learn(from);
  }
  lessons_.clear();
  lesson_bytes_.clear();
}

void Learning::spawned(engine::Goroutine& goroutine) {
  if (watches_) {
    for (Knowledge* knowledge : knowledge_) knowledge->spawned(goroutine);
  }
  arrived(goroutine);
}

std::uint64_t Learning::watched_kinds() const {
  std::uint64_t all = kinds();
  if (watches_) {
    for (const Knowledge* knowledge : knowledge_) all |= knowledge->kinds();
  }
  return all;
}

void Learning::performed(const engine::Performed& what) {
  const std::uint64_t bit = engine::Observer::bit(what.touch.kind);
  if (watches_) {
    for (Knowledge* knowledge : knowledge_) {
      if ((knowledge->kinds() & bit) != 0) knowledge->performed(what);
    }
  }
  if ((kinds() & bit) != 0) saw(what);
}

void Learning::end_run(const engine::RunEnd& end) {
  if (!teaches_) return;
  ByteWriter size({});
  for (Knowledge* knowledge : knowledge_) {
    knowledge->end_run(end);
    knowledge->write_lesson(size);
  }
  ByteWriter lesson(room_for(run_, size.bytes()));
  for (const Knowledge* knowledge : knowledge_) knowledge->write_lesson(lesson);
}

std::span<std::byte> Learning::room_for(std::uint64_t run, std::size_t bytes) {
  lessons_.push_back({run, lesson_bytes_.size(), bytes});
  lesson_bytes_.resize(lesson_bytes_.size() + bytes);
  return std::span(lesson_bytes_).last(bytes);
}

std::size_t Learning::save(std::span<std::byte> room) const noexcept {
  if (knowledge_.empty()) return 0;
  ByteWriter to(room);
  to.put(batch_);
  to.put_list(std::span<const Lesson>(lessons_));
  to.put_list(std::span<const std::byte>(lesson_bytes_));
  for (const Knowledge* knowledge : knowledge_) knowledge->save(to);
  return to.bytes();
}

void Learning::resume(std::span<const std::byte> saved) {
  ByteReader from(saved);
  batch_ = from.get<std::uint64_t>();
  from.get_list(lessons_);
  from.get_list(lesson_bytes_);
  for (Knowledge* knowledge : knowledge_) knowledge->resume(from);
}

void Learning::merge(std::span<const std::byte> saved) {
  ByteReader from(saved);
  const auto batch = from.get<std::uint64_t>();
  // One of the two has made nothing of the batch: the other one knows what it knew, and more.
  if (batch < batch_) return;
  if (batch > batch_) return resume(saved);
  std::vector<Lesson> lessons;
  std::vector<std::byte> bytes;
  from.get_list(lessons);
  from.get_list(bytes);
  for (const Lesson& lesson : lessons) {
    const bool known = std::any_of(lessons_.begin(), lessons_.end(),
                                   [&](const Lesson& own) { return own.run == lesson.run; });
    if (known) continue;
    const std::span<std::byte> room = room_for(lesson.run, lesson.bytes);
    if (lesson.bytes != 0) std::memcpy(room.data(), bytes.data() + lesson.offset, lesson.bytes);
  }
}

}  // namespace heddle::strategy
