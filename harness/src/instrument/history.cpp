#include "instrument/history.h"

#include <cstring>

namespace heddle::instrument {
namespace {

// What a split cell points to.
struct Split {
  std::uint32_t count;
  std::uint32_t capacity;
  Record* records;
};

bool is_stale(std::uint64_t key, const Accessor& accessor) noexcept {
  return key >> access_key::run_shift != accessor.run();
}

std::uint64_t special(const Accessor& accessor, std::uint32_t slot) noexcept {
  return access_key::make(accessor.run() << access_key::run_shift, slot, 0);
}

// The bytes where the two clash, whoever knows whom.
std::uint64_t clash(const Record& earlier, const Access& access) noexcept {
  if (!earlier.writes() && !access.writes) return 0;
  return access.mask & (access.atomic ? earlier.plain() : earlier.plain() | earlier.atomic());
}

bool races(const Record& earlier, const Access& access, const Accessor& accessor) noexcept {
  return clash(earlier, access) != 0 && !accessor.knows(earlier.key);
}

void append(Split& split, const Record& record, engine::Arena& arena) {
  if (split.count == split.capacity) {
    const std::uint32_t capacity = split.capacity == 0 ? 4 : split.capacity * 2;
    auto* records = static_cast<Record*>(arena.take(capacity * sizeof(Record), alignof(Record)));
    if (split.count != 0) std::memcpy(records, split.records, split.count * sizeof(Record));
    split.records = records;
    split.capacity = capacity;
  }
  split.records[split.count++] = record;
}

// Takes from an earlier record what the new access stands for as well.
void hide(Record& earlier, const Access& access, const Accessor& accessor) noexcept {
  // A race has been reported; from here on the new access stands for it.
  if (access.writes) {
    if (!access.atomic) earlier.drop_plain(access.mask);
    if (!access.atomic || accessor.knows(earlier.key)) earlier.drop_atomic(access.mask);
  } else if (!earlier.writes() && accessor.knows(earlier.key)) {
    if (!access.atomic) earlier.drop_plain(access.mask);
    earlier.drop_atomic(access.mask);
  }
}

Verdict check_split(Split& split, const Access& access, const Accessor& accessor) {
  Verdict verdict;
  Record* same = nullptr;
  std::uint32_t kept = 0;
  for (std::uint32_t i = 0; i < split.count; ++i) {
    Record& record = split.records[i];
    if (verdict.race.key == 0 && races(record, access, accessor)) verdict.race = record;
    const bool mine = record.key == accessor.key && record.writes() == access.writes;
    if (!mine) hide(record, access, accessor);
    if (!record.any()) continue;
    split.records[kept] = record;
    if (mine) same = &split.records[kept];
    ++kept;
  }
  split.count = kept;
  if (same == nullptr) {
    append(split, {accessor.key, access.info()}, accessor.arena);
  } else {
    const std::uint64_t bytes = same->info & 0xffff;
    same->info = bytes | access.info();
  }
  return verdict;
}

Split& split_up(Cell& cell, const Accessor& accessor) {
  auto* split = static_cast<Split*>(accessor.arena.take(sizeof(Split), alignof(Split)));
  *split = {};
  if (!is_stale(cell.write.key, accessor)) append(*split, cell.write, accessor.arena);
  if (!is_stale(cell.read.key, accessor)) append(*split, cell.read, accessor.arena);
  cell.write = {special(accessor, split_slot), reinterpret_cast<std::uintptr_t>(split)};
  cell.read = {};
  return *split;
}

// The usual case: everything is plain, and each of the two records can take it in. False: it does
// not fit.
bool fits_write(const Cell& cell, const Access& access, const Accessor& accessor) noexcept {
  const Record& last = cell.write;
  return last.key == 0 || last.key == accessor.key || (last.plain() & ~access.mask) == 0;
}

bool fits_read(const Cell& cell, const Access& access, const Accessor& accessor) noexcept {
  const Record& last = cell.read;
  return last.key == 0 || last.key == accessor.key ||
         ((last.plain() & ~access.mask) == 0 && accessor.knows(last.key));
}

void put(Record& record, const Access& access, const Accessor& accessor) noexcept {
  const std::uint64_t bytes = record.key == accessor.key ? record.plain() : 0;
  record.key = accessor.key;
  record.info = access.info() | bytes;
}

}  // namespace

Verdict check(Cell& cell, const Access& access, const Accessor& accessor) {
  // Also where the caller has not looked: a recorded run must remember the same places.
  if (!access.atomic && is_known(cell, accessor.key, access.mask, access.writes)) return {};
  if (is_stale(cell.write.key, accessor)) {
    cell.write = {};
  } else if (cell.write.key == special(accessor, split_slot)) {
    return check_split(*reinterpret_cast<Split*>(cell.write.info), access, accessor);
  } else if (cell.write.key == special(accessor, freed_slot)) {
    const Verdict verdict{{cell.read.key, cell.write.info}, true};
    cell = {};
    put(access.writes ? cell.write : cell.read, access, accessor);
    return verdict;
  }
  if (is_stale(cell.read.key, accessor)) cell.read = {};
  if (access.atomic ||
      !(access.writes ? fits_write(cell, access, accessor) : fits_read(cell, access, accessor))) {
    return check_split(split_up(cell, accessor), access, accessor);
  }
  Verdict verdict;
  if (cell.write.key != 0 && races(cell.write, access, accessor)) verdict.race = cell.write;
  if (!access.writes) {
    put(cell.read, access, accessor);
    return verdict;
  }
  if (verdict.race.key == 0 && cell.read.key != 0 && races(cell.read, access, accessor)) {
    verdict.race = cell.read;
  }
  cell.read.drop_plain(access.mask);
  if (!cell.read.any()) cell.read = {};
  put(cell.write, access, accessor);
  return verdict;
}

bool is_shared(const Cell& cell, std::uint64_t key) noexcept {
  const auto of_another = [key](const Record& record) {
    return record.key >> access_key::run_shift == key >> access_key::run_shift &&
           access_key::slot_of(record.key) != access_key::slot_of(key);
  };
  if (of_another(cell.write) && access_key::slot_of(cell.write.key) == split_slot) {
    const auto& split = *reinterpret_cast<const Split*>(cell.write.info);
    for (std::uint32_t i = 0; i < split.count; ++i) {
      if (of_another(split.records[i])) return true;
    }
    return false;
  }
  return of_another(cell.write) || of_another(cell.read);
}

Verdict check_free(Cell& cell, std::uintptr_t pc, const Accessor& accessor) {
  const Access whole{Record::byte_mask, true, false, pc};
  const Verdict verdict = check(cell, whole, accessor);
  cell.write = {special(accessor, freed_slot), whole.info()};
  cell.read = {accessor.key, 0};
  return verdict;
}

}  // namespace heddle::instrument
