#include <heddle/error.h>
#include <heddle/make.h>

#include <atomic>
#include <cstring>
#include <new>
#include <ostream>

#include "engine/run.h"

namespace heddle {
namespace {

using detail::ErrorText;

// Errors that outlive runs are kept in a list, so that a leak checker can see who owns them.
struct Kept {
  ErrorText error;
  Kept* next;
};
std::atomic<Kept*> all_kept = nullptr;

bool belongs_to_run() noexcept {
  const engine::Run* run = engine::Run::current();
  // A function-local static is initialised in one run and used in the next.
  return run != nullptr && run->me().static_depth == 0;
}

ErrorText& new_text(std::string_view first, std::string_view second, const ErrorText* wrapped) {
  const std::size_t bytes = first.size() + second.size();
  ErrorText* error = nullptr;
  char* text = nullptr;
  if (belongs_to_run()) {
    error = ::new (detail::run_memory(sizeof(ErrorText), alignof(ErrorText))) ErrorText;
    text = static_cast<char*>(detail::run_memory(bytes, 1));
  } else {
    auto* kept = ::new (::operator new(sizeof(Kept) + bytes)) Kept{{}, all_kept.load()};
    while (!all_kept.compare_exchange_weak(kept->next, kept)) {
    }
    error = &kept->error;
    text = reinterpret_cast<char*>(kept + 1);
  }
  if (!first.empty()) std::memcpy(text, first.data(), first.size());
  if (!second.empty()) std::memcpy(text + first.size(), second.data(), second.size());
  error->text = {text, bytes};
  error->wrapped = wrapped;
  return *error;
}

}  // namespace

Error new_error(std::string_view text) { return Error(new_text(text, {}, nullptr)); }

Error wrap_error(std::string_view text, Error inner) {
  const ErrorText& prefix = new_text(text, ": ", nullptr);
  return Error(new_text(prefix.text, inner.text(), inner.text_));
}

std::ostream& operator<<(std::ostream& out, Error error) { return out << error.text(); }

}  // namespace heddle
