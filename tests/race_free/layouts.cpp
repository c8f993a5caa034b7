// Neighbours in memory: different goroutines write locations that share a word, a cache line or a
// block of shadow memory. Sharing a line is slow; it is no race.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "catalogue.h"
#include "cell.h"

namespace heddle::race_free::layouts {
namespace {

// Starts one goroutine for each of the calls, with its index, and waits for all.
template <class F>
void side_by_side(std::size_t count, F body) {
  auto* wg = make<WaitGroup>();
  for (std::size_t i = 0; i < count; ++i) {
    wg->go([=] {
      body(i);
      yield();
      body(i);
    });
  }
  wg->wait();
}

}  // namespace

constinit const Scenario fields{
    .name = "layouts/fields",
    .story = "Four fields of one struct, of 1, 1, 2 and 4 bytes, in one word; a goroutine each.",
    .body =
        [] {
          struct Packed {
            char a = 0;
            signed char b = 0;
            short c = 0;
            int d = 0;
          };
          static_assert(sizeof(Packed) == 8);
          auto* packed = make<Packed>();
          auto* cells = make<std::array<Cell, 4>>();
          side_by_side(4, [=](std::size_t i) {
            (*cells)[i].add(1);
            if (i == 0) ++packed->a;
            if (i == 1) ++packed->b;
            if (i == 2) ++packed->c;
            if (i == 3) ++packed->d;
          });
          check(packed->a + packed->b + packed->c + packed->d == 8, "all eight");
          check((*cells)[3].read() == 2, "also here");
        },
};

constinit const Scenario bytes{
    .name = "layouts/bytes",
    .story =
        "Bytes of one array, written in turns by four goroutines: every word has four "
        "writers, every byte one.",
    .body =
        [] {
          auto* text = make<std::array<char, 16>>();
          side_by_side(4, [=](std::size_t i) {
            for (std::size_t k = i; k < 16; k += 4) (*text)[k] = static_cast<char>('a' + i);
          });
          check(std::string(text->begin(), text->end()) == "abcdabcdabcdabcd", "no byte lost");
        },
};

constinit const Scenario halves{
    .name = "layouts/halves",
    .story =
        "The two 4-byte halves of an aligned 8-byte word; main reads the whole word when both "
        "are done.",
    .body =
        [] {
          struct alignas(8) Word {
            std::array<std::uint32_t, 2> half{};
          };
          auto* word = make<Word>();
          side_by_side(2, [=](std::size_t i) { word->half[i] += 1; });
          std::uint64_t whole = 0;
          std::memcpy(&whole, word, sizeof whole);
          check(whole == 0x2'0000'0002, "both halves");
        },
};

constinit const Scenario bit_fields{
    .name = "layouts/bit_fields",
    .story =
        "Bit-fields on both sides of a zero-width one are different memory locations "
        "([intro.memory]), though they lie in one word.",
    .body =
        [] {
          struct Flags {
            unsigned low : 4 = 0;
            unsigned : 0;
            unsigned high : 4 = 0;
          };
          auto* flags = make<Flags>();
          side_by_side(2, [=](std::size_t i) {
            if (i == 0) flags->low = (flags->low + 1U) & 15U;
            if (i == 1) flags->high = (flags->high + 1U) & 15U;
          });
          check(flags->low == 2 && flags->high == 2, "both");
        },
};

constinit const Scenario unaligned{
    .name = "layouts/unaligned",
    .story =
        "Numbers of 8 bytes at odd addresses, one behind the other: each crosses a word that "
        "the next one begins in.",
    .body =
        [] {
          auto* raw = make<std::array<std::byte, 40>>();
          side_by_side(4, [=](std::size_t i) {
            std::byte* place = raw->data() + 1 + 8 * i;
            std::uint64_t number = 0;
            std::memcpy(&number, place, sizeof number);
            number += 0x0101'0101'0101'0101;
            std::memcpy(place, &number, sizeof number);
          });
          for (std::size_t k = 1; k < 33; ++k) check((*raw)[k] == std::byte{2}, "no byte lost");
          check((*raw)[0] == std::byte{0} && (*raw)[33] == std::byte{0}, "and none too many");
        },
};

constinit const Scenario wide{
    .name = "layouts/wide",
    .story = "Structs of 16 and of 24 bytes, copied as a whole, side by side in an array.",
    .body =
        [] {
          struct alignas(16) Pair {
            std::uint64_t low = 0;
            std::uint64_t high = 0;
          };
          struct Triple {
            double x = 0;
            double y = 0;
            double z = 0;
          };
          auto* pairs = make<std::array<Pair, 3>>();
          auto* triples = make<std::array<Triple, 3>>();
          side_by_side(3, [=](std::size_t i) {
            (*pairs)[i] = Pair{i, i + 1};
            const Triple before = (*triples)[i];
            (*triples)[i] = Triple{before.x + 1, before.y + 1, before.z + 1};
          });
          check((*pairs)[2].high == 3 && (*triples)[1].z > 1.5, "whole structs");
        },
};

constinit const Scenario ranges{
    .name = "layouts/ranges",
    .story =
        "memset and memcpy on neighbouring parts of one buffer whose borders are at odd "
        "places.",
    .body =
        [] {
          auto* buffer = make<std::array<char, 96>>();
          side_by_side(3, [=](std::size_t i) {
            char part[31];
            std::memset(part, static_cast<int>('1' + i), sizeof part);
            std::memcpy(buffer->data() + 31 * i, part, sizeof part);
          });
          check((*buffer)[30] == '1' && (*buffer)[31] == '2' && (*buffer)[62] == '3', "borders");
        },
};

constinit const Scenario optionals{
    .name = "layouts/optionals",
    .story =
        "Optional bytes next to each other: the value of one lies beside the flag of the "
        "next.",
    .body =
        [] {
          auto* slots = make<std::array<std::optional<char>, 4>>();
          side_by_side(4, [=](std::size_t i) {
            (*slots)[i].reset();
            (*slots)[i] = static_cast<char>(i);
          });
          for (std::size_t i = 0; i < 4; ++i) {
            check((*slots)[i] == static_cast<char>(i), "each has its own");
          }
        },
};

constinit const Scenario elements{
    .name = "layouts/elements",
    .story =
        "Strings in one vector, short ones that live in the vector's own memory and long ones "
        "that do not, a goroutine each.",
    .body =
        [] {
          auto* names = make<std::vector<std::string>>(std::size_t{4}, "x");
          auto* cells = make<std::vector<Cell>>(std::size_t{4});
          side_by_side(4, [=](std::size_t i) {
            (*names)[i].append(10 * i, 'y');
            (*cells)[i].add(static_cast<int>(10 * i));
          });
          for (std::size_t i = 0; i < 4; ++i) {
            check(static_cast<int>((*names)[i].size()) == 1 + (*cells)[i].read(), "its own text");
          }
        },
};

}  // namespace heddle::race_free::layouts
