#include <heddle/heddle.h>

#include <array>
#include <cstdint>

namespace heddle::scenarios::patterns::lock_free_stack {
namespace {

constexpr std::uint32_t none = 0xff;

struct Buffer {
  Atomic<std::uint32_t> next{none};
  Atomic<int> users;
};

struct Stack {
  std::array<Buffer, 2> buffers;
  Atomic<std::uint32_t> head{none};  // version * 256 + buffer

  static std::uint32_t changed(std::uint32_t old, std::uint32_t buffer) {
    return ((old >> 8) + 1) << 8 | buffer;
  }
  void push(std::uint32_t buffer) {
    for (;;) {
      const std::uint32_t old = head.load();
      buffers[buffer].next.store(old & 0xff);
      if (head.compare_and_swap(old, changed(old, buffer))) return;
    }
  }
  std::uint32_t pop() {
    for (;;) {
      const std::uint32_t old = head.load();
      const std::uint32_t top = old & 0xff;
      if (top == none) return none;
      const std::uint32_t next = buffers[top].next.load();
      if (head.compare_and_swap(old, changed(old, next))) return top;
    }
  }
  void use_one() {
    const std::uint32_t mine = pop();
    check(buffers[mine].users.add(1) == 1, "a buffer has one user at a time");
    buffers[mine].users.add(-1);
    push(mine);
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/lock_free_stack",
    .story =
        "Free buffers are kept on a stack without a lock. The head is the number of a buffer "
        "together with a version that every change raises, so a head that has been away and come "
        "back is noticed.",
    .tags = "pattern atomic cas lock-free stack",
    .body =
        [] {
          auto* stack = make<Stack>();
          for (std::uint32_t buffer : {0U, 1U}) stack->push(buffer);
          auto* users = make<WaitGroup>();
          for (int user = 0; user < 2; ++user) users->go([=] { stack->use_one(); });
          users->wait();
          const std::uint32_t top = stack->pop();
          const std::uint32_t below = stack->pop();
          check(top + below == 1 && stack->pop() == none, "both buffers are back");
        },
};

}  // namespace heddle::scenarios::patterns::lock_free_stack
