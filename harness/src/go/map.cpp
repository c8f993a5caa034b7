#include <heddle/map.h>

#include <cstring>

#include "engine/run.h"

namespace heddle::detail {

using engine::Edge;
using engine::Goroutine;
using engine::Object;
using engine::ObjectType;
using engine::OpKind;
using engine::Run;
using engine::Sync;

// A key that has, or has had, a value. It stays when the value goes: whoever then finds nothing
// sees the effect of the removal.
struct MapEntry {
  const void* key = nullptr;
  const void* value = nullptr;
  std::uint64_t place = 0;   // in the order of range; a key that comes back goes to the end
  std::uint64_t number = 0;  // of the key, in the order of first use; stands for it in traces
  MapEntry* next = nullptr;  // of those with a value, by place
  MapEntry* previous = nullptr;
  Sync written;
};

namespace {

struct MapState : Object {
  static constexpr ObjectType object_type = ObjectType::map;
  MapEntry** sorted = nullptr;  // by key
  std::uint32_t count = 0;
  std::uint32_t capacity = 0;
  std::uint64_t places = 0;
  MapEntry* first = nullptr;  // with a value, by place
  MapEntry* last = nullptr;
};

// The first entry whose key is not less.
std::uint32_t lower_bound(const MapState& map, const void* key, MapCell::Less less) {
  std::uint32_t low = 0;
  std::uint32_t high = map.count;
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (less(map.sorted[middle]->key, key)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

MapEntry* find(const MapState& map, const void* key, MapCell::Less less) {
  const std::uint32_t i = lower_bound(map, key, less);
  const bool found = i < map.count && !less(key, map.sorted[i]->key);
  return found ? map.sorted[i] : nullptr;
}

MapEntry& insert(Run& run, MapState& map, const void* key, MapCell::Less less) {
  const std::uint32_t i = lower_bound(map, key, less);
  if (map.count == map.capacity) {
    constexpr std::uint32_t first_capacity = 8;
    map.capacity = map.capacity == 0 ? first_capacity : map.capacity * 2;
    auto** grown = run.arena().take_array<MapEntry*>(map.capacity);
    if (map.count != 0) std::memcpy(grown, map.sorted, map.count * sizeof(MapEntry*));
    map.sorted = grown;
  }
  std::memmove(map.sorted + i + 1, map.sorted + i, (map.count - i) * sizeof(MapEntry*));
  auto* entry = ::new (run.arena().take(sizeof(MapEntry), alignof(MapEntry))) MapEntry;
  map.sorted[i] = entry;
  entry->number = ++map.count;
  return *entry;
}

void link(MapState& map, MapEntry& entry) {
  entry.place = ++map.places;
  entry.next = nullptr;
  entry.previous = map.last;
  (map.last == nullptr ? map.first : map.last->next) = &entry;
  map.last = &entry;
}

void unlink(MapState& map, MapEntry& entry) {
  (entry.previous == nullptr ? map.first : entry.previous->next) = entry.next;
  (entry.next == nullptr ? map.last : entry.next->previous) = entry.previous;
}

// The map whose write the goroutine is performing.
MapState& opened_map(const Goroutine& me) { return static_cast<MapState&>(*me.op.object); }

}  // namespace

const void* MapCell::load(const void* key, Less less, Here at) const {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  auto& map = run.object<MapState>(anchor_, at);
  run.step(me, OpKind::map_read, &map, at);
  const MapEntry* entry = nullptr;
  {
    const engine::Unwatched unwatched;
    entry = find(map, key, less);
  }
  if (entry != nullptr) run.acquire(me, entry->written, Edge::map_read);
  run.looked(me);
  run.record(me, entry == nullptr ? 0 : entry->number);
  return entry == nullptr ? nullptr : entry->value;
}

MapCell::Opened MapCell::open(const void* key, Less less, Here at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  auto& map = run.object<MapState>(anchor_, at);
  run.step(me, OpKind::map_write, &map, at);
  run.begin_own_time(me);
  MapEntry* entry = find(map, key, less);
  if (entry != nullptr) return {entry, entry->value, false};
  return {&insert(run, map, key, less), nullptr, true};
}

void MapCell::set_key(const Opened& opened, const void* key) { opened.entry->key = key; }

void MapCell::commit(const Opened& opened, const void* value, Sight sight) {
  Run& run = *Run::current();
  Goroutine& me = run.me();
  MapState& map = opened_map(me);
  MapEntry& entry = *opened.entry;
  if (sight == Sight::seeing) run.acquire(me, entry.written, Edge::map_write);
  run.release(me, entry.written);
  if (entry.value == nullptr && value != nullptr) link(map, entry);
  if (entry.value != nullptr && value == nullptr) unlink(map, entry);
  entry.value = value;
  run.changed(me);
  run.record(me, entry.number);
  run.end_own_time(me);
}

void MapCell::decline(const Opened& opened) {
  Run& run = *Run::current();
  Goroutine& me = run.me();
  me.op.facts = trace::Touch::failed;
  run.acquire(me, opened.entry->written, Edge::map_read);
  run.looked(me);
  run.record(me, opened.entry->number);
  run.end_own_time(me);
}

void MapCell::clear(Here at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  auto& map = run.object<MapState>(anchor_, at);
  run.step(me, OpKind::map_write, &map, at);
  for (MapEntry* entry = map.first; entry != nullptr; entry = entry->next) {
    entry->value = nullptr;
    run.release(me, entry->written);
  }
  map.first = nullptr;
  map.last = nullptr;
  run.changed(me);
  run.record(me);
}

MapCell::Found MapCell::next(std::uint64_t after, std::uint64_t& last, Here at) const {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  auto& map = run.object<MapState>(anchor_, at);
  run.step(me, OpKind::map_read, &map, at);
  if (after == 0) last = map.places;
  const MapEntry* entry = map.first;
  while (entry != nullptr && entry->place <= after) entry = entry->next;
  if (entry != nullptr && entry->place > last) entry = nullptr;
  if (entry != nullptr) run.acquire(me, entry->written, Edge::map_range);
  run.looked(me);
  run.record(me, entry == nullptr ? 0 : entry->number);
  if (entry == nullptr) return {0, nullptr, nullptr};
  return {entry->place, entry->key, entry->value};
}

}  // namespace heddle::detail
