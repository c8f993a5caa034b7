// Since when it is certain that a goroutine never runs again. Each rule has a program, and beside
// it programs in which certainty would be a lie: somebody who can still run does wake it. What
// handles prove.

#include <gtest/gtest.h>
#include <heddle/heddle.h>

#include <functional>
#include <memory>
#include <vector>

#include "stuck_expect.h"

namespace heddle {
namespace {

// --- Nothing can ever happen --------------------------------------------------------------------

TEST(Stuck, OnANilChannel) {
  expect_certain_at_once([] {
    go("worker", [] { Chan<int>{}.recv(); });
    log("gone");
    dawdle();
  });
  expect_certain_at_once([] {
    go("worker", [] { Chan<int>{}.send(1); });
    log("gone");
    dawdle();
  });
}

TEST(Stuck, InASelectWithoutCases) {
  expect_certain_at_once([] {
    go("worker", [] { select({}); });
    log("gone");
    dawdle();
  });
  expect_certain_at_once([] {
    go("worker", [] { select({Chan<int>{}.on_recv(), SendChan<int>{}.on_send(1)}); });
    log("gone");
    dawdle();
  });
}

TEST(Stuck, NotInASelectWithOneCaseThatCanHappen) {
  expect_woken([] {
    const Chan<int> chan = make_chan<int>();
    go("worker", [=] { select({Chan<int>{}.on_recv(), chan.on_recv()}); });
    dawdle();
    chan.send(1);
  });
}

// --- Handles ------------------------------------------------------------------------------------

TEST(Stuck, WhenTheLastOtherHandleIsGone) {
  expect_certain_at_once([] {
    {
      const Chan<int> chan = make_chan<int>();
      go("worker", [=] { chan.recv(); });
    }
    log("gone");
    dawdle();
  });
  expect_certain_at_once([] {
    {
      const Chan<int> chan = make_chan<int>(1);
      go("worker", [=] {
        chan.send(1);
        chan.send(2);
      });
    }
    log("gone");
    dawdle();
  });
}

TEST(Stuck, AReceiverIsNotHelpedByAReceivingEnd) {
  expect_certain_at_once([] {
    RecvChan<int> end;
    {
      const Chan<int> chan = make_chan<int>();
      end = chan;
      go("worker", [receiver = chan.receiver()] { receiver.recv(); });
    }
    log("gone");
    dawdle();
    (void)end.try_recv();
  });
}

TEST(Stuck, NotWhileMainHoldsAHandle) {
  expect_certain_late([] {
    {
      const Chan<int> chan = make_chan<int>();
      go("worker", [=] { chan.recv(); });
      dawdle();
    }
    log("gone");
  });
  expect_woken([] {
    const Chan<int> chan = make_chan<int>();
    go("worker", [=] { chan.recv(); });
    dawdle();
    chan.send(1);
  });
  expect_woken([] {
    const Chan<int> chan = make_chan<int>();
    go("worker", [receiver = chan.receiver()] { receiver.recv(); });
    const SendChan<int> sender = chan;
    dawdle();
    sender.close();
  });
}

TEST(Stuck, NotWhileAThirdGoroutineHoldsAHandle) {
  expect_woken([] {
    const Chan<int> chan = make_chan<int>();
    go("worker", [=] { chan.recv(); });
    go("third", [=] {
      dawdle();
      chan.send(1);
    });
  });
  // One that has not even begun.
  expect_woken([] {
    const Chan<int> first = make_chan<int>();
    const Chan<int> second = make_chan<int>();
    go("worker", [=] { first.recv(); });
    go("middle", [=] {
      second.recv();
      first.send(1);
    });
    go("third", [=] { second.send(1); });
  });
}

TEST(Stuck, NotWhileAHandleIsOnTheHeap) {
  expect_woken([] {
    std::unique_ptr<Chan<int>> kept;
    {
      const Chan<int> chan = make_chan<int>();
      kept = std::make_unique<Chan<int>>(chan);
      go("worker", [=] { chan.recv(); });
    }
    dawdle();
    kept->send(1);
  });
  expect_woken([] {
    auto* kept = make<std::vector<Chan<int>>>();
    kept->push_back(make_chan<int>());
    go("worker", [chan = kept->front()] { chan.recv(); });
    dawdle();
    kept->front().send(1);
  });
}

TEST(Stuck, NotWhileAHandleIsOnItsWayInAChannel) {
  expect_woken([] {
    const Chan<Chan<int>> post = make_chan<Chan<int>>(1);
    {
      const Chan<int> chan = make_chan<int>();
      post.send(chan);
      go("worker", [=] { chan.recv(); });
    }
    dawdle();
    post.recv()->send(1);
  });
}

TEST(Stuck, NotWhileACaseHoldsAHandle) {
  expect_woken([] {
    std::vector<Case> cases;
    {
      const Chan<int> chan = make_chan<int>();
      cases.push_back(chan.on_send(1));
      go("worker", [=] { chan.recv(); });
    }
    dawdle();
    select(cases);
  });
}

// --- References to handles ----------------------------------------------------------------------

TEST(Stuck, NotWhileSomebodyRefersToTheHandle) {
  // The only other handle is the worker's own, and main has been told where it is.
  expect_woken([] {
    auto** where = make<const Chan<int>*>();
    {
      const Chan<int> first = make_chan<int>();
      go("worker", [first, where] {
        *where = &first;
        first.recv();
      });
    }
    while (*where == nullptr) yield();
    dawdle();
    (*where)->send(1);
  });
}

TEST(Stuck, NotWhileAClosureRefersToTheHandle) {
  expect_woken([] {
    go("worker", [] {
      const Chan<int> chan = make_chan<int>();
      go("third", [&chan] {
        dawdle();
        chan.send(1);
      });
      chan.recv();
    });
  });
  // Through the heap.
  expect_woken([] {
    go("worker", [] {
      const Chan<int> chan = make_chan<int>();
      const char pad[64] = {};
      const std::function<void()> send = [&chan, pad] {
        dawdle();
        chan.send(pad[0]);
      };
      go("third", send);
      chan.recv();
    });
  });
}

struct Waiting {
  Chan<int> woken = make_chan<int>();
  Waiting* next = nullptr;
};

// A list of those who wait, on their own stacks, as semaphores have.
TEST(Stuck, NotWhileAListLeadsToTheHandle) {
  expect_woken([] {
    auto** list = make<Waiting*>();
    go("worker", [list] {
      Waiting me;
      *list = &me;
      me.woken.recv();
    });
    while (*list == nullptr) yield();
    dawdle();
    const Chan<int> woken = (*list)->woken;
    woken.send(1);
  });
}

// Taken from the list before its owner waits: when it does, only main's own stack leads there.
TEST(Stuck, NotWhileSomebodyHasTakenItFromAList) {
  expect_woken([] {
    auto** list = make<Waiting*>();
    go("worker", [list] {
      Waiting me;
      *list = &me;
      dawdle();
      me.woken.recv();
    });
    while (*list == nullptr) yield();
    const Waiting* const taken = *list;
    *list = nullptr;
    dawdle();
    taken->woken.send(1);
  });
}

Waiting* global_list = nullptr;

TEST(Stuck, NotWhileAGlobalLeadsToTheHandle) {
  expect_woken([] {
    global_list = nullptr;
    go("worker", [] {
      Waiting me;
      global_list = &me;
      me.woken.recv();
    });
    while (global_list == nullptr) yield();
    dawdle();
    const Chan<int> woken = global_list->woken;
    global_list = nullptr;  // what is left there would count in the next run
    woken.send(1);
  });
}

TEST(Stuck, NotWhileAnAddressWasSent) {
  expect_woken([] {
    const Chan<const Chan<int>*> post = make_chan<const Chan<int>*>(1);
    go("worker", [=] {
      const Chan<int> chan = make_chan<int>();
      post.send(&chan);
      chan.recv();
    });
    const Chan<int>& chan = **post.recv();
    dawdle();
    chan.send(1);
  });
}

TEST(Stuck, NotWhileAContainerOnTheHeapLeadsToTheHandle) {
  expect_woken([] {
    auto shared = std::make_shared<std::vector<Waiting*>>();
    go("worker", [shared] {
      Waiting me;
      shared->push_back(&me);
      me.woken.recv();
    });
    while (shared->empty()) yield();
    dawdle();
    const Chan<int> woken = shared->front()->woken;
    woken.send(1);
  });
}

}  // namespace
}  // namespace heddle
