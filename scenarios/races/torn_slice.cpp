#include <heddle/heddle.h>

#include <array>

namespace heddle::scenarios::races::torn_slice {
namespace {

using Array = std::array<int, 4>;

// A slice is two words, the array and how many of its elements count.
struct Recipients {
  Mutex mu;
  Var<const Array*> array{make<const Array>(Array{11})};
  Var<unsigned> length{1};

  // Moves to a new array, as an append does when the old one is full.
  void append(int address) {
    Array grown = *array.read();
    grown[length.read()] = address;
    array.write(make<const Array>(grown));
    length.write(length.read() + 1);
  }
  int last() const { return (*array.read())[length.read() - 1]; }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "races/torn_slice",
    .story =
        "A list of recipients grows while somebody looks up its last one. Array and length are "
        "two words: a reader in between may take the length of the new list and the array of "
        "the old one.",
    .tags = "slice append",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* list = make<Recipients>();
          go("subscribe", [=] { list->append(12); });
          log(list->last() == 0 ? "nobody" : "sent");
        },
    .fixed =
        [] {
          auto* list = make<Recipients>();
          go("subscribe", [=] {
            Lock hold(list->mu);
            list->append(12);
          });
          Lock hold(list->mu);
          check(list->last() != 0, "the last recipient is one that was added");
        },
};

}  // namespace heddle::scenarios::races::torn_slice
