#include "engine/code_place.h"

#include <map>
#include <string_view>
#include <utility>

#include "engine/large_stack.h"

namespace heddle::engine {
namespace {

template <class Ask, class Answer>
struct Question {
  const Ask& ask;
  Answer answer;
};

template <class Ask>
auto asked(const Ask& ask) {
  Question<Ask, decltype(ask())> question{ask, {}};
  on_large_stack(
      [](void* argument) {
        auto& one = *static_cast<Question<Ask, decltype(ask())>*>(argument);
        one.answer = one.ask();
      },
      &question);
  return std::move(question.answer);
}

// Nodes of a map stay where they are, so the strings do too. No function-local static: inside a run
// those belong to the program under test.
std::map<std::uintptr_t, trace::Site> known_places;

trace::Site place_of(std::uintptr_t return_address) {
  std::vector<trace::Site> frames = frames_at(return_address);
  for (trace::Site& frame : frames) {
    if (is_users_code(frame)) return std::move(frame);
  }
  return frames.empty() ? trace::Site{} : std::move(frames.front());
}

}  // namespace

std::vector<trace::Site> frames_at(std::uintptr_t return_address) {
  if (frames_of_code == nullptr) return {};
  return asked([=] { return frames_of_code(return_address); });
}

std::string data_at(std::uintptr_t address) {
  if (name_of_data == nullptr) return {};
  return asked([=] { return name_of_data(address); });
}

std::string local_at(const StackFrame& frame, std::uintptr_t address) {
  if (name_of_local == nullptr) return {};
  return asked([&frame, address] { return name_of_local(frame, address); });
}

bool is_thunk(const trace::Site& frame) noexcept {
  return frame.function.ends_with("::_FUN()") ||
         frame.function.find("::__invoke(") != std::string::npos;
}

bool is_users_code(const trace::Site& frame) noexcept {
  const std::string_view file = frame.file;
  const std::string_view function = frame.function;
  return frame.line != 0 && !is_thunk(frame) && !function.starts_with("heddle::engine::") &&
         !function.starts_with("heddle::detail::") && !file.starts_with("/usr/") &&
         file.find("include/heddle/") == std::string_view::npos;
}

Here named(const Here& at) {
  if (!is_code_place(at)) return at;
  const auto [place, is_new] = known_places.try_emplace(code_address(at));
  if (is_new) place->second = place_of(code_address(at));
  const trace::Site& site = place->second;
  return {site.file.c_str(), site.function.c_str(), site.line};
}

}  // namespace heddle::engine
