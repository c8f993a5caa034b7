#include <heddle/heddle.h>

#include <array>
#include <cstddef>

namespace heddle::scenarios::races::counted_before_written {
namespace {

// A journal with one writer. Readers look at as many entries as are counted.
struct Journal {
  std::array<Var<int>, 4> entries;
  Atomic<std::size_t> count{0};

  void append_count_first(int entry) {
    const std::size_t place = count.add(1) - 1;
    entries[place].write(entry);
  }
  void append(int entry) {
    entries[count.load()].write(entry);
    count.add(1);
  }
  bool is_filled() const {
    const std::size_t end = count.load();
    for (std::size_t place = 0; place < end; ++place) {
      if (entries[place].read() == 0) return false;
    }
    return true;
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "races/counted_before_written",
    .story =
        "The number of entries of a journal is atomic, the entries are plain. A writer that "
        "takes its place by counting up shows the entry before it is written; only a count "
        "that comes after the write orders it.",
    .tags = "atomic mixed-access",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* journal = make<Journal>();
          go("writer", [=] { journal->append_count_first(5); });
          log(journal->is_filled() ? "all entries there" : "an empty entry");
        },
    .fixed =
        [] {
          auto* journal = make<Journal>();
          go("writer", [=] { journal->append(5); });
          check(journal->is_filled(), "an entry that is counted is written");
        },
};

}  // namespace heddle::scenarios::races::counted_before_written
