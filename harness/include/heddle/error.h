#pragma once

#include <cstddef>
#include <iosfwd>
#include <string_view>
#include <type_traits>

namespace heddle {

namespace detail {
// What an error says, and the error it wraps. Its address is the error's identity.
struct ErrorText {
  std::string_view text;
  const ErrorText* wrapped = nullptr;
};
}  // namespace detail

// Go's error: nil (the default, and `nullptr`), or an identity with a text. Two errors are equal
// when they are the same error, as with errors.New; the text makes no difference. A handle, copied
// freely.
//
//     if (Error err = group.wait()) log(err.text());
class Error {
 public:
  // Nil.
  constexpr Error() noexcept = default;
  // Nil, so that `return nullptr;` reads as in Go.
  constexpr Error(std::nullptr_t) noexcept {}
  // For the library: the error whose identity is the address of `text`.
  constexpr explicit Error(const detail::ErrorText& text) noexcept : text_(&text) {}

  // True when there is an error (`err != nil`).
  constexpr explicit operator bool() const noexcept { return text_ != nullptr; }
  // Go's err.Error(); "<nil>" for nil.
  constexpr std::string_view text() const noexcept {
    return text_ == nullptr ? std::string_view("<nil>") : text_->text;
  }
  // Whether this error is `target`, or wraps it at any depth (errors.Is).
  constexpr bool is(Error target) const noexcept {
    if (target.text_ == nullptr) return text_ == nullptr;
    for (const detail::ErrorText* at = text_; at != nullptr; at = at->wrapped) {
      if (at == target.text_) return true;
    }
    return false;
  }
  // The error this one wraps; nil when there is none (errors.Unwrap).
  constexpr Error unwrap() const noexcept {
    Error inner;
    if (text_ != nullptr) inner.text_ = text_->wrapped;
    return inner;
  }

  friend constexpr bool operator==(Error, Error) noexcept = default;
  // Writes text().
  friend std::ostream& operator<<(std::ostream& out, Error error);

 private:
  friend Error wrap_error(std::string_view text, Error inner);
  const detail::ErrorText* text_ = nullptr;
};

static_assert(std::is_trivially_copyable_v<Error>);

// A new error, different from every other (errors.New). Made inside a run it lives until the run
// ends; made outside, or as a function-local static, as long as the program.
Error new_error(std::string_view text);

// A new error that says "text: inner" and wraps `inner` (fmt.Errorf with %w).
Error wrap_error(std::string_view text, Error inner);

}  // namespace heddle
