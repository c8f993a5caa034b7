#include "instrument/context_table.h"

#include <cstring>

#include "engine/rng.h"

namespace heddle::instrument {

std::uint32_t ContextTable::head_of(std::uintptr_t cell) noexcept {
  return static_cast<std::uint32_t>(engine::mix(cell)) & (heads_count - 1);
}

void ContextTable::remember(std::uintptr_t address, std::uint64_t key, const Access& access,
                            std::uint32_t event, engine::Arena& arena) {
  const std::uintptr_t cell = address & ~(Shadow::granule_bytes - 1);
  if (heads_ == nullptr) heads_ = arena.take_array<Context*>(heads_count);
  Context*& head = heads_[head_of(cell)];
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
  }
  context->cell = cell;
  context->key = key;
  context->pc = access.pc;
  context->mask = access.mask;
  context->writes = access.writes;
  context->event = event;
  context->depth = view.frames == nullptr ? 0 : depth;
  auto* frames = arena.take_array<std::uintptr_t>(depth + 1);
  if (context->depth != 0) std::memcpy(frames, view.frames, depth * sizeof(std::uintptr_t));
  context->frames = frames;
}

const Context* ContextTable::find(std::uintptr_t address, const Record& record) const noexcept {
  const std::uintptr_t cell = address & ~(Shadow::granule_bytes - 1);
  if (heads_ == nullptr) return nullptr;
  const Context* found = nullptr;
  for (const Context* context = heads_[head_of(cell)]; context != nullptr;
       context = context->next) {
    if (context->cell != cell || context->key != record.key || context->pc != record.pc()) continue;
    if (found == nullptr || context->event > found->event) found = context;
  }
  return found;
}

}  // namespace heddle::instrument
