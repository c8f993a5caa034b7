#include "report/readable_name.h"

#include <cxxabi.h>

#include <cstdlib>
#include <string_view>

namespace heddle::report {
namespace {

// Behind the parenthesis that closes the one at `open`.
std::size_t behind_parentheses(std::string_view text, std::size_t open) {
  std::size_t depth = 0;
  for (std::size_t i = open; i < text.size(); ++i) {
    if (text[i] == '(') ++depth;
    if (text[i] == ')' && --depth == 0) return i + 1;
  }
  return text.size();
}

std::size_t behind_digits(std::string_view text, std::size_t begin) {
  const std::size_t end = text.find_first_not_of("0123456789", begin);
  return end == std::string_view::npos ? text.size() : end;
}

void leave_out(std::string& text, std::string_view part) {
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at)) {
    text.erase(at, part.size());
  }
}

// g++: f()::{lambda(int)#2}::operator()(int) const; clang: f()::$_1::operator()(int) const.
void name_lambdas(std::string& text) {
  constexpr std::string_view lambda = "lambda";
  constexpr std::string_view of_gcc = "{lambda(";
  constexpr std::string_view of_clang = "$_";
  constexpr std::string_view call = "lambda::operator()(";
  for (std::size_t at = 0; (at = text.find(of_gcc, at)) != std::string::npos;) {
    const std::size_t number = behind_parentheses(text, at + of_gcc.size() - 1) + 1;
    if (number >= text.size()) return;
    text.replace(at, behind_digits(text, number) + 1 - at, lambda);
  }
  for (std::size_t at = 0; (at = text.find(of_clang, at)) != std::string::npos;) {
    text.replace(at, behind_digits(text, at + of_clang.size()) - at, lambda);
  }
  for (std::size_t at = 0; (at = text.find(call, at)) != std::string::npos;) {
    at += lambda.size();
    text.erase(at, behind_parentheses(text, at + call.size() - lambda.size() - 1) - at);
    constexpr std::string_view qualifier = " const";
    if (std::string_view(text).substr(at).starts_with(qualifier)) text.erase(at, qualifier.size());
  }
}

}  // namespace

std::string readable_name(const char* symbol) {
  // A symbol of C is its own name, and may spell a type: "n" would be __int128.
  if (!std::string_view(symbol).starts_with("_Z")) return symbol;
  int status = 0;
  char* const demangled = abi::__cxa_demangle(symbol, nullptr, nullptr, &status);
  std::string text = status == 0 ? demangled : symbol;
  std::free(demangled);
  if (const std::size_t clone = text.find(" [clone"); clone != std::string::npos)
    text.resize(clone);
  leave_out(text, "(anonymous namespace)::");
  name_lambdas(text);
  return text;
}

}  // namespace heddle::report
