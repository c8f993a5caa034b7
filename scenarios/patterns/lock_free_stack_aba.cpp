#include <heddle/heddle.h>

#include <array>
#include <cstdint>

namespace heddle::scenarios::patterns::lock_free_stack_aba {
namespace {

constexpr std::uint32_t none = 0xff;

struct Stack {
  explicit Stack(bool versions) : step(versions ? 256 : 0) {}
  std::uint32_t step;  // added to the head by every change
  std::array<Atomic<std::uint32_t>, 2> next;
  std::array<Atomic<int>, 2> users;
  Atomic<std::uint32_t> head{none};

  std::uint32_t changed(std::uint32_t old, std::uint32_t buffer) const {
    return (old & ~0xffU) + step + buffer;
  }
  void push(std::uint32_t buffer) {
    for (;;) {
      const std::uint32_t old = head.load();
      next[buffer].store(old & 0xff);
      if (head.compare_and_swap(old, changed(old, buffer))) return;
    }
  }
  std::uint32_t pop() {
    for (;;) {
      const std::uint32_t old = head.load();
      const std::uint32_t top = old & 0xff;
      if (top == none) return none;
      const std::uint32_t below = next[top].load();
      if (!head.compare_and_swap(old, changed(old, below))) continue;
      check(users[top].add(1) == 1, "a buffer has one user at a time");
      return top;
    }
  }
  void give_back(std::uint32_t buffer) {
    users[buffer].add(-1);
    push(buffer);
  }
};

void use_buffers(bool versions) {
  auto* stack = make<Stack>(versions);
  for (std::uint32_t buffer : {1U, 0U}) stack->push(buffer);
  auto* other = make<WaitGroup>();
  other->go([=] { stack->pop(); });
  const std::uint32_t first = stack->pop();
  stack->pop();
  if (first != none) stack->give_back(first);
  other->wait();
  stack->pop();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/lock_free_stack_aba",
    .story =
        "The head is the number of a buffer and nothing else. While one user is between looking at "
        "the head and swapping it, another takes both buffers and puts the first one back: the "
        "swap succeeds with a next buffer that is in use.",
    .tags = "pattern atomic cas lock-free stack aba",
    .expect = {Kind::check_failed},
    .body = [] { use_buffers(false); },
    .fixed = [] { use_buffers(true); },
};

}  // namespace heddle::scenarios::patterns::lock_free_stack_aba
