// The wait-for picture of a report, and its way through JSON.

#include <gtest/gtest.h>
#include <heddle/heddle.h>
#include <heddle/trace/finding_json.h>

#include <algorithm>
#include <cstddef>
#include <sstream>
#include <string>

#include "report/picture.h"
#include "report/wrap.h"

namespace heddle::report {
namespace {

using trace::Finding;
using trace::Wait;

Finding finding_of(std::initializer_list<Wait> waits, std::uint64_t certain_since = 0) {
  Finding finding;
  finding.kind = Kind::deadlock;
  for (const Wait& wait : waits) {
    if (!finding.goroutines.empty() && finding.goroutines.back().ordinal == wait.goroutine) {
      continue;
    }
    trace::Involved who;
    who.ordinal = wait.goroutine;
    who.name = "g" + std::to_string(wait.goroutine);
    finding.goroutines.push_back(who);
  }
  finding.waits = waits;
  finding.certain_since = certain_since;
  return finding;
}

Wait locks(std::uint32_t goroutine, std::uint32_t mutex, std::uint32_t owner,
           std::uint64_t certain_since = 0) {
  return {goroutine,
          "waits to lock",
          mutex,
          "mutex " + std::to_string(mutex),
          {{owner, "locked by", "waits"}},
          false,
          certain_since};
}

TEST(Picture, IsEmptyWithoutWaits) { EXPECT_EQ(picture_of(Finding{}), ""); }

TEST(Picture, ClosesARing) {
  EXPECT_EQ(picture_of(finding_of({locks(1, 2, 3, 9), locks(2, 1, 1, 9), locks(3, 1, 1, 7)}, 9)),
            "  who waits for whom\n"
            "    +-> G1 g1 --waits to lock--> mutex 2 <--locked by-- G3 g3\n"
            "    +-- G3 g3 --waits to lock--> mutex 1 <--locked by-- G1 g1\n"
            "        G2 g2 --waits to lock--> mutex 1 <--locked by-- G1 g1\n"
            "  certain since step 9: nobody who could still run had a way to wake them (G3 g3\n"
            "    since step 7)\n");
}

TEST(Picture, ClosesARingOfThreeAroundASelect) {
  Wait select_a{2, "waits in select on", 5, "channel 5", {{2, "known to", "waits"}}, false, 0};
  Wait select_b{2, "waits in select on", 6, "channel 6", {{3, "known to", "waits"}}, false, 0};
  EXPECT_EQ(picture_of(finding_of({locks(1, 1, 2), select_a, select_b, locks(3, 2, 1)})),
            "  who waits for whom\n"
            "    +-> G1 g1 --waits to lock--> mutex 1 <--locked by-- G2 g2\n"
            "    |   G2 g2 --waits in select on--> channel 5 <--known to-- nobody else\n"
            "    |   G2 g2 --waits in select on--> channel 6 <--known to-- G3 g3\n"
            "    +-- G3 g3 --waits to lock--> mutex 2 <--locked by-- G1 g1\n");
}

TEST(Picture, TellsWhoElseHolds) {
  const Wait wait{2,
                  "waits to receive on",
                  1,
                  "channel 1",
                  {{2, "known to", "waits"}, {4, "known to", "can run"}},
                  true,
                  0};
  EXPECT_EQ(picture_of(finding_of({wait})),
            "  who waits for whom\n"
            "        G2 g2 --waits to receive on--> channel 1\n"
            "              <--known to-- G4 (can run), whoever looks where it lies in memory\n");
}

TEST(Picture, FitsThePage) {
  Wait wait{2, "waits to receive on", 1, "channel 1", {}, false, 3};
  for (std::uint32_t i = 1; i < 40; ++i) wait.holders.push_back({i, "known to", "has ended"});
  Finding finding = finding_of({wait}, 3);
  finding.goroutines[0].name = std::string(20, 'x');
  for (std::uint32_t i = 10; i < 100; ++i) finding.waits.push_back(locks(i, 100 + i, i, 3));
  const std::string text = picture_of(finding);
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    EXPECT_LE(end - begin, page_columns) << text;
    begin = end + 1;
  }
  EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 60) << text;
  EXPECT_NE(text.find("more that wait"), std::string::npos) << text;
}

TEST(Picture, PassesThroughJson) {
  const Finding finding = finding_of({locks(1, 2, 3, 9), locks(3, 1, 1, 7)}, 9);
  const auto again = trace::finding_of_json(trace::to_json(finding));
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->waits, finding.waits);
  EXPECT_EQ(again->certain_since, finding.certain_since);
}

// What a user reads, of real runs.
std::string told(void (*body)()) {
  const Scenario scenario{.name = "s", .body = body};
  Options options;
  options.strategy = "dfs";
  options.seed = 1;
  const Report report = explore(scenario, options);
  std::ostringstream text;
  text << report;
  const std::string all = text.str();
  const std::size_t begin = all.find("  who waits for whom");
  if (begin == std::string::npos) return all;
  return all.substr(begin, all.find("\n\n", begin) + 1 - begin);
}

TEST(Picture, OfTwoWhoLockInOppositeOrder) {
  EXPECT_EQ(told([] {
              auto* a = make<Mutex>();
              auto* b = make<Mutex>();
              go("worker", [=] {
                const Lock first(*b);
                const Lock second(*a);
              });
              const Lock first(*a);
              const Lock second(*b);
            }),
            "  who waits for whom\n"
            "    +-> G1 --waits to lock--> mutex 2 <--locked by-- G2 worker\n"
            "    +-- G2 worker --waits to lock--> mutex 1 <--locked by-- G1\n"
            "  certain since step 5: nobody who could still run had a way to wake them\n");
}

TEST(Picture, OfALeak) {
  EXPECT_EQ(told([] {
              {
                const Chan<int> answer = make_chan<int>();
                go("worker", [=] { answer.send(1); });
              }
              for (int i = 0; i < 3; ++i) yield();
            }),
            "  who waits for whom\n"
            "        G2 worker --waits to send on--> channel 1 <--known to-- nobody else\n"
            "  certain since step 6: nobody who could still run had a way to wake it\n");
}

TEST(Picture, OfOneWhoWaitsForItself) {
  EXPECT_EQ(told([] {
              Mutex mutex;
              mutex.lock();
              mutex.lock();
            }),
            "  who waits for whom\n"
            "        G1 --waits to lock--> mutex 1 <--locked by-- G1 itself\n"
            "  certain since step 2: nobody who could still run had a way to wake it\n");
}

TEST(Picture, OfANilChannelAndASelect) {
  EXPECT_EQ(told([] {
              const Chan<int> a = make_chan<int>();
              const Chan<int> b = make_chan<int>();
              go("worker", [=] { select({a.on_recv(), b.on_send(1)}); });
              Chan<int>{}.recv();
            }),
            "  who waits for whom\n"
            "        G1 --waits to receive on--> a nil channel\n"
            "        G2 worker --waits in select on--> channel 1 <--known to-- G1\n"
            "        G2 worker --waits in select on--> channel 2 <--known to-- G1\n"
            "  certain since step 5: nobody who could still run had a way to wake them (G1\n"
            "    since step 3)\n");
}

}  // namespace
}  // namespace heddle::report
