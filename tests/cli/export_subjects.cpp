// What exports are tried on: runs in which every way of filling and emptying a buffer and of
// holding a lock occurs, and, with `generate DIR`, traces of no run at all.

#include <heddle/heddle.h>
#include <heddle/main.h>
#include <heddle/trace/trace_file.h>

#include <array>
#include <cstdio>
#include <cstring>
#include <string>

#include "trace/generated_trace.h"

namespace {

using heddle::Chan;
using heddle::go;
using heddle::make;
using heddle::make_chan;
using heddle::Scenario;

// Each goroutine asks for the length after whatever it did: what the exports say must agree.
constexpr Scenario levels{
    .name = "levels",
    .body =
        [] {
          const Chan<int> a = make_chan<int>(2);
          const Chan<int> b = make_chan<int>(1);
          go("sender", [=] {
            for (int i = 0; i < 4; ++i) {
              a.send(i);
              (void)a.len();
            }
            a.close();
          });
          go("both", [=] {
            for (int i = 0; i < 4; ++i) {
              (void)heddle::select({a.on_recv(), b.on_send(i)});
              (void)a.len();
              (void)b.len();
            }
          });
          go("other", [=] {
            for (int i = 0; i < 4; ++i) {
              (void)heddle::try_select({b.on_recv(), b.on_send(i)});
              (void)b.len();
            }
          });
          go("taker", [=] {
            for (int i = 0; i < 2; ++i) {
              (void)b.recv();
              (void)b.len();
              (void)a.len();
            }
          });
        },
};

constexpr Scenario locks{
    .name = "locks",
    .body =
        [] {
          struct Shared {
            heddle::Mutex mutex;
            heddle::RWMutex table;
            heddle::Once once;
          };
          auto* const shared = make<Shared>();
          for (int i = 0; i < 3; ++i) {
            go("reader", [=] {
              shared->table.lock_shared();
              if (shared->mutex.try_lock()) shared->mutex.unlock();
              shared->once.run_once([] { heddle::yield(); });
              shared->table.unlock_shared();
              shared->mutex.lock();
              heddle::yield();
              shared->mutex.unlock();
            });
          }
          go("writer", [=] {
            shared->table.lock();
            heddle::log("a \"quoted\" \\ line\nand a second, \xff\x01]]> & <b>");
            shared->table.unlock();
          });
        },
};

int generate(const std::string& folder) {
  for (unsigned seed = 1; seed <= 12; ++seed) {
    heddle::trace::Trace trace = heddle::trace::test::generated_trace(
        {.seed = seed, .events = 20 * seed, .goroutines = seed % 5});
    trace.scenario += "\xff\xc3\x28\xed\xa0\x80\xef\xbf\xbe \"]]>\\\n&<b>\x7f";
    if (!trace.goroutines.empty()) trace.goroutines[0].name = "\xf8 \\\"} -> x [label=<b>";
    std::string error;
    if (!heddle::trace::write_trace(trace, folder + "/generated" + std::to_string(seed) + ".htrace",
                                    error)) {
      std::fprintf(stderr, "%s\n", error.c_str());
      return 1;
    }
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3 && std::strcmp(argv[1], "generate") == 0) return generate(argv[2]);
  return heddle::main(argc, argv, {&levels, &locks});
}
