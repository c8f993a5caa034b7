#pragma once

// How many happens-before classes were seen, in constant memory, however many there are.
//
// Exact up to `capacity` classes. Beyond that only those are kept whose hash ends in zero bits, one
// bit more each time there are too many again, and the numbers are estimates (about 1 % off). This
// is Gibbons' distinct sampling, "Distinct sampling for highly-accurate answers to distinct values
// queries and event reports", VLDB 2001. What is kept depends on the set of hashes alone, so
// samples of several processes can be joined in any order.

#include <cstdint>
#include <vector>

namespace heddle::search {

class ClassSample {
 public:
  static constexpr std::size_t capacity = 16'384;

  struct Entry {
    std::uint64_t hash;
    std::uint64_t count;  // runs of this class; 0: an empty place
  };

  ClassSample() : table_(places) {}

  // A run of this class.
  void add(std::uint64_t hash) { add(hash, 1); }
  void merge(const ClassSample& other);

  // Runs that were looked at, and classes among them.
  std::uint64_t runs() const noexcept { return runs_; }
  std::uint64_t distinct() const noexcept { return kept_ << level_; }
  // Whether `distinct` is a count and no estimate.
  bool exact() const noexcept { return level_ == 0; }
  // The chance that one more run is of a class that was not seen: the part of the runs whose class
  // was seen in no other (Good, "The population frequencies of species and the estimation of
  // population parameters", Biometrika 1953). 1 before there is any run.
  double chance_of_new() const noexcept;

  // For result files: how many zero bits a hash must end in, and what is kept, by hash.
  unsigned level() const noexcept { return level_; }
  std::vector<Entry> entries() const;
  // False when the parts do not belong together.
  bool restore(std::uint64_t runs, unsigned level, const std::vector<Entry>& entries);

 private:
  static constexpr std::size_t places = 2 * capacity;
  void add(std::uint64_t hash, std::uint64_t count);
  void insert(std::uint64_t hash, std::uint64_t count);
  void thin();
  bool is_kept(std::uint64_t hash) const noexcept {
    return (hash & ((std::uint64_t{1} << level_) - 1)) == 0;
  }

  std::vector<Entry> table_;
  std::uint64_t kept_ = 0;
  std::uint64_t runs_ = 0;
  unsigned level_ = 0;
};

// Whether the class of a run is counted: of every run at first, later of every 16th on average,
// because it costs about a third of a run. Follows from the run's number alone.
bool counts_class_of(std::uint64_t run) noexcept;

}  // namespace heddle::search
