#include "instrument/context_table.h"

#include <cstring>

#include "engine/rng.h"

namespace heddle::instrument {

Context*& ContextTable::head_of(std::uintptr_t cell) const noexcept {
  return heads_[static_cast<std::uint32_t>(engine::mix(cell)) & (heads_count_ - 1)];
}

void ContextTable::grow(engine::Arena& arena) {
  constexpr std::uint32_t first_count = 1024;
  Context** old = heads_;
  const std::uint32_t old_count = heads_count_;
  heads_count_ = old_count == 0 ? first_count : old_count * 4;
  heads_ = arena.take_array<Context*>(heads_count_);
  for (std::uint32_t i = 0; i < old_count; ++i) {
    for (Context* context = old[i]; context != nullptr;) {
      Context* next = context->next;
      Context*& head = head_of(context->cell);
      context->next = head;
      head = context;
      context = next;
    }
  }
}

const std::uintptr_t* ContextTable::frames_now(std::uint32_t depth, engine::Arena& arena) {
  if (depth == 0) return nullptr;
  const std::uintptr_t* frames = engine::access_view.frames;
  const std::size_t bytes = depth * sizeof(std::uintptr_t);
  if (last_frames_ == nullptr || last_depth_ != depth ||
      std::memcmp(last_frames_, frames, bytes) != 0) {
    auto* copy = arena.take_array<std::uintptr_t>(depth);
    std::memcpy(copy, frames, bytes);
    last_frames_ = copy;
    last_depth_ = depth;
  }
  return last_frames_;
}

void ContextTable::remember(std::uintptr_t address, std::uint64_t key, const Access& access,
                            std::uint32_t event, engine::Arena& arena) {
  const std::uintptr_t cell = address & ~(Shadow::granule_bytes - 1);
  if (count_ >= heads_count_) grow(arena);
  Context*& head = head_of(cell);
  const engine::AccessView& view = engine::access_view;
  const std::uint32_t depth =
      view.depth < view.frames_max ? view.depth : engine::AccessView::frames_max;
  Context* context = nullptr;
  for (Context* known = head; known != nullptr; known = known->next) {
    if (known->cell == cell && known->key == key && known->writes == access.writes &&
        known->mask == access.mask) {
      context = known;
      break;
    }
  }
  if (context != nullptr && context->pc == access.pc) return;
  if (context == nullptr) {
    context = static_cast<Context*>(arena.take(sizeof(Context), alignof(Context)));
    context->next = head;
    head = context;
    ++count_;
  }
  context->cell = cell;
  context->key = key;
  context->pc = access.pc;
  context->mask = access.mask;
  context->writes = access.writes;
  context->event = event;
  context->depth = view.frames == nullptr ? 0 : depth;
  context->frames = frames_now(context->depth, arena);
}

const Context* ContextTable::find(std::uintptr_t address, const Record& record) const noexcept {
  const std::uintptr_t cell = address & ~(Shadow::granule_bytes - 1);
  if (heads_ == nullptr) return nullptr;
  const Context* found = nullptr;
  for (const Context* context = head_of(cell); context != nullptr; context = context->next) {
    if (context->cell != cell || context->key != record.key || context->pc != record.pc()) continue;
    if (found == nullptr || context->event > found->event) found = context;
  }
  return found;
}

}  // namespace heddle::instrument
