// Who reads from whom, as rfc sees it.

#include <gtest/gtest.h>
#include <heddle/heddle.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/observer.h"
#include "strategies/body_runner.h"
#include "strategy/default_order.h"
#include "strategy/hash_index.h"
#include "strategy/reads_from.h"
#include "strategy/sources.h"

namespace heddle::strategy {
namespace {

using engine::OpKind;
using trace::Touch;

Touch touch(OpKind kind, std::uint64_t object = 1) { return {kind, 0, object}; }

TEST(Sources, a_load_meets_the_last_store_of_its_object) {
  Sources sources;
  sources.begin_run();
  EXPECT_EQ(sources.of(touch(OpKind::atomic_load)).event, 0U);
  sources.performed(touch(OpKind::atomic_store), 10, 1);
  sources.performed(touch(OpKind::atomic_load), 11, 2);
  sources.performed(touch(OpKind::atomic_rmw), 12, 3);
  sources.performed(touch(OpKind::atomic_store, 2), 13, 4);
  const Source source = sources.of(touch(OpKind::atomic_load));
  EXPECT_EQ(source.event, 12U);
  EXPECT_EQ(source.ordinal, 3U);
  sources.begin_run();
  EXPECT_EQ(sources.of(touch(OpKind::atomic_load)).event, 0U) << "another run";
}

TEST(Sources, a_lock_meets_the_last_release_and_a_try_who_holds_it) {
  Sources sources;
  sources.begin_run();
  sources.performed(touch(OpKind::mutex_lock), 20, 1);
  sources.performed(touch(OpKind::mutex_unlock), 21, 1);
  EXPECT_EQ(sources.of(touch(OpKind::mutex_lock)).event, 21U);
  sources.performed(touch(OpKind::mutex_lock), 22, 2);
  EXPECT_EQ(sources.of(touch(OpKind::mutex_try_lock)).event, 22U);
  EXPECT_EQ(sources.of(touch(OpKind::mutex_lock)).event, 21U);
}

TEST(Sources, a_receive_meets_the_send_of_its_value) {
  Sources sources;
  sources.begin_run();
  sources.performed(touch(OpKind::chan_send), 30, 1);
  sources.performed(touch(OpKind::chan_send), 31, 2);
  EXPECT_EQ(sources.of(touch(OpKind::chan_recv)).event, 30U);
  EXPECT_EQ(sources.of(touch(OpKind::chan_send)).event, 31U) << "a send comes after the last";
  sources.performed(touch(OpKind::chan_recv), 40, 3);
  EXPECT_EQ(sources.of(touch(OpKind::chan_recv)).event, 31U);
  sources.performed(touch(OpKind::chan_recv), 41, 3);
  EXPECT_EQ(sources.of(touch(OpKind::chan_recv)).event, 0U) << "what was received is gone";
  sources.performed(touch(OpKind::chan_close), 50, 1);
  EXPECT_EQ(sources.of(touch(OpKind::chan_recv)).event, 50U);
  EXPECT_EQ(sources.of(touch(OpKind::chan_send)).event, 50U);
}

TEST(HashIndex, finds_what_was_added_and_forgets_at_once) {
  HashIndex index;
  for (int round = 0; round < 3; ++round) {
    for (std::uint32_t i = 0; i < 5000; ++i) {
      EXPECT_EQ(index.add(engine::mix(i + 1), i), i);
      EXPECT_EQ(index.add(engine::mix(i + 1), i + 1), i) << "it is there already";
    }
    EXPECT_EQ(index.size(), 5000U);
    for (std::uint32_t i = 0; i < 5000; ++i) EXPECT_EQ(index.find(engine::mix(i + 1)), i);
    EXPECT_EQ(index.find(engine::mix(9999)), HashIndex::none);
    index.clear();
    EXPECT_EQ(index.find(engine::mix(1)), HashIndex::none);
  }
}

// Watches runs in the default order and learns of them.
class Watching final : public engine::Strategy {
 public:
  std::string spec() const override { return "watching"; }
  bool begin_run(std::uint64_t index, std::uint64_t seed) override {
    known.begin_run();
    return order_.begin_run(index, seed);
  }
  engine::Goroutine* pick(const engine::Choice& choice) override { return order_.pick(choice); }
  std::uint32_t choose(engine::DecisionKind, std::uint32_t, std::uint32_t) override { return 0; }
  std::uint64_t random_bits(std::uint32_t) override { return 0; }
  void spawned(engine::Goroutine& goroutine) override { known.spawned(goroutine); }
  std::uint64_t watched_kinds() const override { return known.kinds(); }
  void performed(const engine::Performed& what) override {
    if ((known.kinds() & engine::Observer::bit(what.touch.kind)) != 0) known.performed(what);
  }
  void end_run(const engine::RunEnd& end) override {
    known.end_run(end);
    ByteWriter size({});
    known.write_lesson(size);
    std::vector<std::byte> lesson(size.bytes());
    ByteWriter to(lesson);
    known.write_lesson(to);
    ByteReader from(lesson);
    known.learn(from);
    EXPECT_TRUE(from.empty());
    lesson_bytes = lesson.size();
  }

  ReadsFrom known;
  std::size_t lesson_bytes = 0;

 private:
  DefaultOrder order_;
};

// The pairs as text, "load<-store", in the order of the readers.
std::vector<std::string> pairs_of(const ReadsFrom& known, bool seen) {
  std::vector<std::string> texts;
  for (const ReadsFrom::Pair& pair : known.pairs()) {
    if ((pair.seen != 0) != seen) continue;
    std::string text(trace::info(known.events()[pair.reader].op.kind).name);
    text += pair.own ? "<=" : "<-";
    text += pair.source == ReadsFrom::none
                ? "none"
                : std::string(trace::info(known.events()[pair.source].op.kind).name);
    texts.push_back(text);
  }
  std::sort(texts.begin(), texts.end());
  return texts;
}

TEST(ReadsFrom, knows_the_pairs_that_were_met_and_those_that_might_be) {
  Watching watching;
  BodyRunner runner([] {
    auto& x = *make<Atomic<int>>(0);
    go([&x] { x.store(1); });
    go([&x] { x.load(); });
  });
  runner.execute(watching, 0, 1);
  const ReadsFrom& known = watching.known;
  EXPECT_EQ(pairs_of(known, true), (std::vector<std::string>{"atomic-load<-atomic-store"}));
  EXPECT_EQ(pairs_of(known, false), (std::vector<std::string>{"atomic-load<-none"}));
  for (const ReadsFrom::Pair& pair : known.pairs()) EXPECT_TRUE(known.depends_on_others(pair));
  EXPECT_TRUE(known.showed_new_pair());
  EXPECT_TRUE(known.showed_new_set());
  const std::size_t first_bytes = watching.lesson_bytes;
  runner.execute(watching, 1, 1);
  EXPECT_FALSE(known.showed_new_pair());
  EXPECT_FALSE(known.showed_new_set());
  EXPECT_LT(watching.lesson_bytes, first_bytes) << "what is known is not told again";
  EXPECT_EQ(known.pairs()[0].seen + known.pairs()[1].seen, 2U);
}

TEST(ReadsFrom, goroutines_that_do_the_same_are_one_event) {
  Watching watching;
  BodyRunner runner([] {
    auto& x = *make<Atomic<int>>(0);
    for (int i = 0; i < 50; ++i) {
      go([&x] { x.add(1); });
    }
  });
  runner.execute(watching, 0, 1);
  ASSERT_EQ(watching.known.events().size(), 1U);
  EXPECT_EQ(watching.known.events()[0].by, 0U) << "by several";
  EXPECT_FALSE(watching.known.events()[0].alone);
}

TEST(ReadsFrom, knows_what_is_done_while_something_is_held) {
  Watching watching;
  BodyRunner runner([] {
    auto& lock = *make<Mutex>();
    auto& x = *make<Atomic<int>>(0);
    auto& y = *make<Atomic<int>>(0);
    auto token = make_chan<Unit>(1);
    lock.lock();
    x.store(1);
    lock.unlock();
    y.store(1);
    token.send({});
    y.load();
    token.recv();
    x.load();
  });
  runner.execute(watching, 0, 1);
  const ReadsFrom& known = watching.known;
  std::vector<std::string> sections;
  for (const ReadsFrom::Section& section : known.sections()) {
    sections.push_back(std::string(trace::info(known.events()[section.taken].op.kind).name) + ": " +
                       std::string(trace::info(known.events()[section.inside].op.kind).name));
  }
  EXPECT_EQ(sections, (std::vector<std::string>{"lock: atomic-store", "chan-send: atomic-load"}));
}

}  // namespace
}  // namespace heddle::strategy
