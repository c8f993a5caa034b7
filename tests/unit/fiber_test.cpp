// The stack switch alone. A plain main without GoogleTest and without the rest of the harness, so
// that it can be built for another processor and run by an emulator.

#include "engine/fiber.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using heddle::engine::Fiber;
using heddle::engine::leave_fiber;
using heddle::engine::make_fiber;
using heddle::engine::switch_fiber;

void expect(bool condition, const char* what, int line = __builtin_LINE()) {
  if (!condition) {
    std::fprintf(stderr, "fiber_test.cpp:%d: %s\n", line, what);
    std::exit(1);
  }
}

constexpr std::size_t stack_bytes = 256 * 1024;

// A fiber with its stack. The body must end in leave_fiber(outside).
struct Started {
  explicit Started(heddle::engine::FiberEntry body)
      : stack(stack_bytes),
        fiber(make_fiber(stack.data() + stack.size(), stack.size(), body, this)) {}
  std::vector<unsigned char> stack;
  Fiber fiber;
  Fiber outside;
  std::vector<std::string> log;
  std::uint64_t sum = 0;

  void enter() { switch_fiber(outside, fiber); }
  void pause() { switch_fiber(fiber, outside); }
};

Started& started(void* argument) { return *static_cast<Started*>(argument); }

void test_goes_to_and_fro() {
  Started one([](void* argument) {
    Started& self = started(argument);
    for (const char* word : {"a", "b", "c"}) {
      self.log.emplace_back(word);
      self.pause();
    }
    leave_fiber(self.outside);
  });
  for (int i = 0; i < 3; ++i) {
    one.log.emplace_back("main");
    one.enter();
  }
  const std::vector<std::string> wanted{"main", "a", "main", "b", "main", "c"};
  expect(one.log == wanted, "the fiber goes on where it was");
  one.enter();
}

// Values that live in callee-saved registers, whole and floating, on both sides of a switch.
std::uint64_t mixed(Started& self, std::uint64_t seed) {
  std::uint64_t whole[6];
  double floating[8];
  for (auto& value : whole) value = seed = seed * 6364136223846793005U + 1442695040888963407U;
  for (auto& value : floating) {
    seed = seed * 6364136223846793005U + 1;
    value = static_cast<double>(seed >> 40U);
  }
  for (int round = 0; round < 4; ++round) {
    self.pause();
    for (auto& value : whole) value = value * 3 + 1;
    for (auto& value : floating) value = value * 0.5 + 1;
  }
  std::uint64_t sum = 0;
  for (const auto value : whole) sum += value;
  for (const auto value : floating) sum += static_cast<std::uint64_t>(value);
  return sum;
}

void test_registers_survive() {
  const auto body = [](void* argument) {
    Started& self = started(argument);
    self.sum = mixed(self, self.sum);
    leave_fiber(self.outside);
  };
  const auto alone = [&](std::uint64_t seed) {
    Started one(body);
    one.sum = seed;
    for (int i = 0; i < 5; ++i) one.enter();
    return one.sum;
  };
  Started first(body);
  Started second(body);
  first.sum = 1;
  second.sum = 2;
  double outside = 1;
  for (int i = 0; i < 5; ++i) {
    first.enter();
    outside = outside * 1.5 + i;
    second.enter();
  }
  expect(first.sum == alone(1) && second.sum == alone(2), "each fiber keeps its registers");
  expect(outside == 23.96875, "the outside keeps its registers");
}

void test_stack_is_aligned() {
  Started one([](void* argument) {
    Started& self = started(argument);
    alignas(16) volatile unsigned char local[16] = {};
    self.sum = reinterpret_cast<std::uintptr_t>(&local) % 16;
    // printf with a floating argument uses aligned vector stores on x86-64.
    char text[32];
    std::snprintf(text, sizeof text, "%.2f", 1.25);
    self.log.emplace_back(text);
    leave_fiber(self.outside);
  });
  one.enter();
  expect(one.sum == 0 && one.log[0] == "1.25", "a new fiber's stack is aligned");
}

void test_exceptions_stay_inside() {
  Started one([](void* argument) {
    Started& self = started(argument);
    try {
      self.pause();
      throw std::runtime_error("inside");
    } catch (const std::runtime_error& error) {
      self.log.emplace_back(error.what());
    }
    leave_fiber(self.outside);
  });
  one.enter();
  try {
    throw std::runtime_error("outside");
  } catch (const std::runtime_error&) {
  }
  one.enter();
  expect(one.log == std::vector<std::string>{"inside"}, "an exception is caught in its fiber");
}

void test_many_at_once() {
  constexpr int count = 200;
  std::vector<Started*> all;
  for (int i = 0; i < count; ++i) {
    all.push_back(new Started([](void* argument) {
      Started& self = started(argument);
      for (;;) {
        ++self.sum;
        self.pause();
      }
    }));
  }
  for (int round = 0; round < 50; ++round) {
    for (Started* one : all) one->enter();
  }
  for (Started* one : all) {
    expect(one->sum == 50, "each fiber went on once a round");
    delete one;  // a stack may be given up at any time
  }
}

std::uintptr_t dead_frame = 0;

[[gnu::noinline]] void fill_frame() {
  volatile std::uint64_t local[64];
  for (std::uint64_t i = 0; i < 64; ++i) local[i] = i * 1000003;
  dead_frame = reinterpret_cast<std::uintptr_t>(&local[0]);
}

[[gnu::no_sanitize_address]] std::uint64_t intact_words() {
  const auto* words = reinterpret_cast<const volatile std::uint64_t*>(dead_frame);
  std::uint64_t intact = 0;
  for (std::uint64_t i = 0; i < 64; ++i) intact += words[i] == i * 1000003 ? 1 : 0;
  return intact;
}

// Leaving for good writes nothing into the frame of the function that has just returned.
void test_leaving_spares_the_frame() {
  Started one([](void* argument) {
    Fiber& outside = started(argument).outside;
    fill_frame();
    leave_fiber(outside);  // inlined even without optimisation: a call would leave a frame as well
  });
  one.enter();
  expect(intact_words() == 64, "the frame of a function that has returned stays as it was");
}

}  // namespace

int main() {
  test_goes_to_and_fro();
  test_registers_survive();
  test_stack_is_aligned();
  test_exceptions_stay_inside();
  test_many_at_once();
  test_leaving_spares_the_frame();
  std::puts("all fiber tests passed");
  return 0;
}
