// A program of scenarios that misbehave in every way a worker process has to survive. Some end
// their process, so only the command line may run them.

#include <heddle/heddle.h>
#include <heddle/main.h>

#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace {

using heddle::go;
using heddle::Kind;
using heddle::Lock;
using heddle::make;
using heddle::Mutex;
using heddle::Scenario;
using namespace std::chrono_literals;

// Keeps the compiler from seeing what comes next.
volatile int zero = 0;
volatile bool always = true;
int* volatile nowhere = nullptr;
void* volatile lost = nullptr;

// The processor has to see these, not a sanitizer.
__attribute__((noinline, no_sanitize("undefined"))) void write_nowhere() { *nowhere = 1; }
__attribute__((noinline, no_sanitize("undefined"))) void divide() { zero = 10 / zero; }

[[noreturn]] void fail() { throw std::runtime_error("the disk is full"); }

void two_goroutines() {
  heddle::go("bystander", [] { heddle::yield(); });
  heddle::yield();
}

// Crashes only if the bystander has run first: not in the first run, and not without a schedule.
constexpr Scenario crash{
    .name = "crash",
    .expect = {Kind::crash},
    .body =
        [] {
          auto* passed = heddle::make<heddle::Atomic<int>>();
          heddle::go("bystander", [passed] { passed->store(1); });
          heddle::go("victim", [passed] {
            if (passed->load() == 1) write_nowhere();
          });
        },
    .fixed = [] { two_goroutines(); },
};

constexpr Scenario division{.name = "division", .expect = {Kind::crash}, .body = [] {
                              two_goroutines();
                              divide();
                            }};

constexpr Scenario aborts{.name = "aborts", .expect = {Kind::crash}, .body = [] {
                            two_goroutines();
                            std::abort();
                          }};

constexpr Scenario exits{.name = "exits", .expect = {Kind::crash}, .body = [] {
                           two_goroutines();
                           std::exit(7);
                         }};

constexpr Scenario quick_exits{.name = "quick_exits", .expect = {Kind::crash}, .body = [] {
                                 two_goroutines();
                                 _exit(7);
                               }};

int deeper(int depth) {
  volatile char frame[256];
  frame[0] = static_cast<char>(depth);
  return always ? deeper(depth + 1) + frame[0] : 0;
}

constexpr Scenario overflow{.name = "overflow", .expect = {Kind::stack_overflow}, .body = [] {
                              heddle::go("deep", [] { deeper(0); });
                            }};

// A step of the recursion uses little more than malloc itself, so that it is malloc which meets
// the end of the stack.
int deeper_in_malloc(int depth) {
  void* volatile piece = std::malloc(16);
  const int below = always ? deeper_in_malloc(depth + 1) : 0;
  std::free(piece);
  return below + 1;
}

constexpr Scenario overflow_in_malloc{
    .name = "overflow_in_malloc", .expect = {Kind::stack_overflow}, .body = [] {
      heddle::go("deep", [] { deeper_in_malloc(0); });
    }};

constexpr Scenario spins{.name = "spins", .expect = {Kind::hang}, .body = [] {
                           two_goroutines();
                           while (always) continue;
                         }};

// Where the lock was taken is looked up in the worker.
constexpr Scenario spins_locked{.name = "spins_locked", .expect = {Kind::hang}, .body = [] {
                                  two_goroutines();
                                  Mutex mutex;
                                  const std::lock_guard guard(mutex);
                                  while (always) continue;
                                }};

constexpr Scenario sleeps{.name = "sleeps", .expect = {Kind::hang}, .body = [] {
                            two_goroutines();
                            std::this_thread::sleep_for(1h);
                          }};

// Operations go on, slowly and for ever.
constexpr Scenario slow{.name = "slow", .expect = {Kind::hang}, .body = [] {
                          while (always) {
                            two_goroutines();
                            usleep(1000);
                          }
                        }};

constexpr Scenario endless{.name = "endless", .expect = {Kind::step_limit}, .body = [] {
                             auto* counter = heddle::make<heddle::Atomic<int>>();
                             while (always) counter->add(1);
                           }};

constexpr Scenario throws{.name = "throws", .expect = {Kind::panic}, .body = [] {
                            two_goroutines();
                            fail();
                          }};

constexpr Scenario terminates{.name = "terminates", .expect = {Kind::crash}, .body = [] {
                                two_goroutines();
                                []() noexcept { fail(); }();
                              }};

constexpr Scenario panics_twice{.name = "panics_twice", .expect = {Kind::panic}, .body = [] {
                                  two_goroutines();
                                  heddle::Defer second([] { heddle::panic("second"); });
                                  heddle::panic("first");
                                }};

constexpr Scenario negative{.name = "negative", .expect = {Kind::panic}, .body = [] {
                              two_goroutines();
                              heddle::make_chan<int>(-1);
                            }};

// Depends on how many runs there were before in the same process.
constexpr Scenario remembers{.name = "remembers", .expect = {Kind::nondeterminism}, .body = [] {
                               static int runs = 0;
                               two_goroutines();
                               heddle::check(++runs < 5, "the process is young");
                             }};

// Which goroutine initialises the static, and who waits for it, is decided in the first run of a
// process only.
constexpr Scenario statics{.name = "statics", .expect = {Kind::check_failed}, .body = [] {
                             auto* sum = heddle::make<heddle::Atomic<int>>();
                             auto* group = heddle::make<heddle::WaitGroup>();
                             for (int i = 0; i < 3; ++i) {
                               group->go([sum] {
                                 static const int one = [] {
                                   heddle::yield();
                                   return 1;
                                 }();
                                 sum->store(sum->load() + one);
                               });
                             }
                             group->wait();
                             heddle::check(sum->load() == 3, "three were added");
                           }};

// The values are addresses.
constexpr Scenario pointers{.name = "pointers", .expect = {Kind::check_failed}, .body = [] {
                              auto* last = heddle::make<heddle::Atomic<int*>>();
                              auto* group = heddle::make<heddle::WaitGroup>();
                              for (int i = 0; i < 2; ++i) {
                                group->go([last] {
                                  if (last->swap(heddle::make<int>()) != nullptr)
                                    last->store(nullptr);
                                });
                              }
                              group->wait();
                              heddle::check(last->load() != nullptr, "there is a last one");
                            }};

constexpr Scenario given_up{.name = "given_up", .body = [] {
                              two_goroutines();
                              heddle::assume(zero != 0);
                            }};

constexpr Scenario prints{.name = "prints", .body = [] {
                            two_goroutines();
                            std::printf("{\"not\": \"a result\"}\n");
                          }};

// Leaves 8 MB behind in every run.
constexpr Scenario grows{.name = "grows", .body = [] {
                           two_goroutines();
                           constexpr std::size_t bytes = 8 << 20;
                           lost = std::malloc(bytes);
                           std::memset(lost, 1, bytes);
                         }};

constexpr Scenario devours{.name = "devours",
                           .expect = {Kind::out_of_memory},
                           .body =
                               [] {
                                 two_goroutines();
                                 while (always) {
                                   constexpr std::size_t bytes = 8 << 20;
                                   lost = std::malloc(bytes);
                                   std::memset(lost, 1, bytes);
                                   usleep(4000);
                                 }
                               },
                           .limits = {.memory_bytes = 300 << 20}};

// A process that the scenario starts holds everything open for a while.
constexpr Scenario forks{.name = "forks", .body = [] {
                           two_goroutines();
                           static bool done = false;
                           if (done) return;
                           done = true;
                           if (fork() == 0) {
                             close(STDOUT_FILENO);
                             close(STDERR_FILENO);
                             sleep(90);
                             _exit(0);
                           }
                         }};

constexpr Scenario no_twin{.name = "no_twin", .body = [] { two_goroutines(); }};

// Two locks in two orders, which only an early firing can make meet.
constexpr Scenario crossed{.name = "crossed", .expect = {Kind::lock_order}, .body = [] {
                             struct Locks {
                               Mutex a, b;
                             };
                             auto* locks = make<Locks>();
                             go([=] {
                               Lock one(locks->a);
                               Lock two(locks->b);
                             });
                             go([=] {
                               heddle::sleep(1ms);
                               Lock one(locks->b);
                               Lock two(locks->a);
                             });
                           }};

// 1680 classes: more than a search makes in one piece.
constexpr Scenario many_classes{.name = "many_classes", .body = [] {
                                  auto* sum = make<heddle::Atomic<int>>(0);
                                  for (int i = 0; i < 3; ++i) {
                                    go([sum] {
                                      for (int k = 0; k < 3; ++k) sum->add(1);
                                    });
                                  }
                                }};

// Whatever is written about it has to be escaped.
constexpr Scenario hostile{
    .name = "hostile ]]>&<b a=\"'\n::error::\x01%0A,name",
    .expect = {Kind::check_failed},
    .body =
        [] {
          two_goroutines();
          heddle::check(zero != 0, "]]></failure>\n::warning::\xff\xfe\x02 & \"quoted\"");
        },
};

// Two goroutines, and never a choice.
constexpr Scenario undecided{.name = "undecided", .body = [] { heddle::go([] {}); }};

constexpr std::array all = {&hostile,
                            &undecided,
                            &crash,
                            &division,
                            &aborts,
                            &exits,
                            &quick_exits,
                            &overflow,
                            &spins,
                            &spins_locked,
                            &sleeps,
                            &slow,
                            &overflow_in_malloc,
                            &endless,
                            &throws,
                            &terminates,
                            &panics_twice,
                            &negative,
                            &remembers,
                            &statics,
                            &pointers,
                            &given_up,
                            &prints,
                            &grows,
                            &devours,
                            &forks,
                            &no_twin,
                            &crossed,
                            &many_classes};

}  // namespace

int main(int argc, char** argv) {
  if (std::getenv("HEDDLE_TEST_OUTSIDE") != nullptr) {
    heddle::Mutex mutex;
    mutex.lock();
  }
  return heddle::main(argc, argv, all);
}
