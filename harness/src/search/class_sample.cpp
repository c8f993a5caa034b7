#include "search/class_sample.h"

#include <algorithm>

#include "engine/rng.h"

namespace heddle::search {
namespace {

constexpr std::uint64_t all_runs_counted = 16'384;
constexpr std::uint64_t one_in_so_many = 16;
constexpr unsigned level_most = 60;

}  // namespace

bool counts_class_of(std::uint64_t run) noexcept {
  return run < all_runs_counted || engine::mix(run) % one_in_so_many == 0;
}

void ClassSample::add(std::uint64_t hash, std::uint64_t count) {
  runs_ += count;
  if (is_kept(hash)) insert(hash, count);
}

void ClassSample::insert(std::uint64_t hash, std::uint64_t count) {
  // The low bits may all be zero.
  std::size_t at = (hash >> 32) % places;
  while (table_[at].count != 0 && table_[at].hash != hash) at = (at + 1) % places;
  if (table_[at].count == 0) {
    table_[at].hash = hash;
    ++kept_;
  }
  table_[at].count += count;
  while (kept_ > capacity && level_ < level_most) thin();
}

void ClassSample::thin() {
  ++level_;
  std::vector<Entry> before(places);
  before.swap(table_);
  kept_ = 0;
  for (const Entry& entry : before) {
    if (entry.count != 0 && is_kept(entry.hash)) insert(entry.hash, entry.count);
  }
}

void ClassSample::merge(const ClassSample& other) {
  while (level_ < other.level_) thin();
  runs_ += other.runs_;
  for (const Entry& entry : other.table_) {
    if (entry.count != 0 && is_kept(entry.hash)) insert(entry.hash, entry.count);
  }
}

double ClassSample::chance_of_new() const noexcept {
  if (runs_ == 0) return 1;
  std::uint64_t once = 0;
  for (const Entry& entry : table_) once += entry.count == 1 ? 1 : 0;
  const double chance = static_cast<double>(once << level_) / static_cast<double>(runs_);
  return chance < 1 ? chance : 1;
}

std::vector<ClassSample::Entry> ClassSample::entries() const {
  std::vector<Entry> all;
  for (const Entry& entry : table_) {
    if (entry.count != 0) all.push_back(entry);
  }
  std::sort(all.begin(), all.end(), [](const Entry& a, const Entry& b) { return a.hash < b.hash; });
  return all;
}

bool ClassSample::restore(std::uint64_t runs, unsigned level, const std::vector<Entry>& entries) {
  *this = ClassSample();
  if (level > level_most || entries.size() > capacity) return false;
  level_ = level;
  std::uint64_t kept_runs = 0;
  for (const Entry& entry : entries) {
    const bool fits = entry.count != 0 && entry.count <= runs - kept_runs;
    if (!is_kept(entry.hash) || !fits) return false;
    kept_runs += entry.count;
    insert(entry.hash, entry.count);
  }
  runs_ = runs;
  return kept_ == entries.size() && (level != 0 || kept_runs == runs);
}

}  // namespace heddle::search
