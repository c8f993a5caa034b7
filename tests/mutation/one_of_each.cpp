#include "one_of_each.h"

#include <heddle/heddle.h>

#include <array>
#include <cstdlib>
#include <cstring>

#include "detect/examples/examples.h"
#include "watched.h"

namespace heddle::mutation {
namespace {

using namespace std::chrono_literals;

// Keeps the compiler from seeing what comes next.
volatile bool always = true;
int* volatile nowhere = nullptr;
void* volatile lost = nullptr;

void bystander() {
  go("bystander", [] { yield(); });
}

int deeper(int depth) {
  volatile char frame[256];
  frame[0] = static_cast<char>(depth);
  return always ? deeper(depth + 1) + frame[0] : 0;
}

constexpr Scenario panics{.name = "panics", .expect = {Kind::panic}, .body = [] {
                            bystander();
                            panic("a thread is missing");
                          }};

constexpr Scenario crashes{.name = "crashes", .expect = {Kind::crash}, .body = [] {
                             bystander();
                             *nowhere = 1;
                           }};

constexpr Scenario terminates{.name = "terminates", .expect = {Kind::crash}, .body = [] {
                                bystander();
                                []() noexcept { panic("out of here"); }();
                              }};

constexpr Scenario recurses{.name = "recurses", .expect = {Kind::stack_overflow}, .body = [] {
                              go("deep", [] { deeper(0); });
                            }};

constexpr Scenario spins{.name = "spins", .expect = {Kind::hang}, .body = [] {
                           bystander();
                           while (always) continue;
                         }};

constexpr Scenario devours{.name = "devours",
                           .expect = {Kind::out_of_memory},
                           .body =
                               [] {
                                 bystander();
                                 while (always) {
                                   constexpr std::size_t bytes = 8 << 20;
                                   lost = std::malloc(bytes);
                                   std::memset(lost, 1, bytes);
                                 }
                               },
                           .limits = {.memory_bytes = 200 << 20}};

constexpr Scenario waits_while_others_run{.name = "waits_while_others_run",
                                          .expect = {Kind::partial_deadlock},
                                          .body =
                                              [] {
                                                auto* turns = make<Atomic<int>>();
                                                go("restless", [=] {
                                                  while (always) turns->add(1);
                                                });
                                                make_chan<int>().recv();
                                              },
                                          .limits = {.steps = 2000}};

constexpr Scenario goes_on_for_ever{.name = "goes_on_for_ever",
                                    .expect = {Kind::step_limit},
                                    .body =
                                        [] {
                                          auto* turns = make<Atomic<int>>();
                                          while (always) turns->add(1);
                                        },
                                    .limits = {.steps = 2000}};

constexpr Scenario starts_too_many{.name = "starts_too_many",
                                   .expect = {Kind::limit},
                                   .body =
                                       [] {
                                         for (int i = 0; i < 20; ++i) {
                                           go([] { sleep(1s); });
                                         }
                                       },
                                   .limits = {.goroutines = 10}};

constexpr Scenario adds_while_waiting{
    .name = "adds_while_waiting", .expect = {Kind::waitgroup_misuse}, .body = [] {
      auto* wg = make<WaitGroup>();
      go("late", [=] {
        wg->add(1);
        wg->done();
      });
      wg->wait();
    }};

constexpr Scenario closes_under_a_send{
    .name = "closes_under_a_send", .expect = {Kind::channel_race}, .body = [] {
      const Chan<int> c = make_chan<int>(1);
      const Chan<Unit> sent = make_chan<Unit>();
      go("sender", [=] {
        c.send(1);
        sleep(1s);
        sent.recv();
      });
      while (c.len() == 0) yield();
      c.close();
      sent.send({});
    }};

constexpr Scenario done_too_often{
    .name = "done_too_often", .expect = {Kind::negative_waitgroup}, .body = [] {
      bystander();
      auto* wg = make<WaitGroup>();
      wg->done();
    }};

constexpr Scenario unlocks_twice{
    .name = "unlocks_twice", .expect = {Kind::unlock_unlocked}, .body = [] {
      bystander();
      auto* mu = make<Mutex>();
      mu->lock();
      mu->unlock();
      mu->unlock();
    }};

// Depends on how many runs there were before in the same process.
constexpr Scenario remembers{.name = "remembers", .expect = {Kind::nondeterminism}, .body = [] {
                               static int runs = 0;
                               bystander();
                               check(++runs < 5, "the process is young");
                             }};

constexpr std::array all = {&panics,
                            &crashes,
                            &terminates,
                            &recurses,
                            &spins,
                            &devours,
                            &waits_while_others_run,
                            &goes_on_for_ever,
                            &starts_too_many,
                            &adds_while_waiting,
                            &closes_under_a_send,
                            &done_too_often,
                            &unlocks_twice,
                            &remembers,
                            &hands_out_a_local,
                            &examples::livelock,
                            &examples::lock_held_at_exit,
                            &examples::lock_order,
                            &examples::context_leak};

}  // namespace

std::span<const Scenario* const> one_of_each() { return all; }

}  // namespace heddle::mutation
