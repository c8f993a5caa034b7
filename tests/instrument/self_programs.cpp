// Uses, in instrumented code, what the harness itself is made of: the linker may then give both the
// same copy of a standard template. None of it may be reported. Built in two link orders and at two
// levels of optimisation (CMakeLists.txt).

#include <heddle/heddle.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "instrument/self_programs.h"

namespace heddle::test {
namespace {

// The templates by themselves.
std::size_t standard_templates(int seed) {
  std::vector<void*> pointers;
  std::vector<std::string> texts;
  std::map<std::string, std::size_t> index;
  std::vector<std::function<int()>> functions;
  for (int i = 0; i < 20; ++i) {
    pointers.push_back(&pointers);
    texts.push_back("text " + std::to_string(i + seed));
    index.try_emplace(texts.back(), texts.size());
    functions.emplace_back([i] { return i; });
  }
  std::size_t sum = pointers.size() + index.size();
  for (const auto& function : functions) sum += static_cast<std::size_t>(function());
  const std::optional<std::string> last = texts.back();
  return sum + last->size();
}

}  // namespace

void everything() {
  Mutex mutex;
  RWMutex rw;
  WaitGroup done;
  Once once;
  auto* total = make<std::size_t>(std::size_t{0});
  auto* table = make<std::map<std::string, std::string>>();
  Chan<std::string> texts = make_chan<std::string>(2);
  Chan<std::unique_ptr<int>> owned = make_chan<std::unique_ptr<int>>();
  Map<std::string, int> map;
  auto [made, cancel] = with_cancel(background());
  after_func(std::chrono::nanoseconds(5), [] { standard_templates(9); });
  for (int i = 0; i < 3; ++i) {
    done.add(1);
    go("worker " + std::to_string(i), [&, i, context = made, texts, owned] {
      Defer leave([&] { done.done(); });
      once.run_once([] { standard_templates(0); });
      const std::size_t sum = standard_templates(i);
      mutex.lock();
      *total += sum;
      mutex.unlock();
      rw.lock();
      (*table)["worker " + std::to_string(i)] = std::string(40, 'x');
      rw.unlock();
      rw.lock_shared();
      standard_templates(static_cast<int>(table->size()));
      rw.unlock_shared();
      map.store("key " + std::to_string(i % 2), i);
      texts.send("from " + std::to_string(i) + std::string(30, 'y'));
      owned.send(std::make_unique<int>(i));
      select({context.done().on_recv()});
    });
  }
  for (int i = 0; i < 3; ++i) {
    const std::optional<std::string> text = texts.recv();
    check(text->size() > 30, "texts arrive");
    const auto number = owned.recv();
    check(**number >= 0, "owned values arrive");
  }
  cancel();
  done.wait();
  check(table->size() == 3, "all were there");
}

// A finding is put together on a goroutine, with strings and vectors.
void leaves_a_goroutine() {
  Chan<std::string> never = make_chan<std::string>();
  for (int i = 0; i < 3; ++i) {
    go("sender " + std::to_string(i), [=] {
      standard_templates(i);
      never.send("text " + std::to_string(i));
    });
  }
  standard_templates(7);
}

}  // namespace heddle::test
