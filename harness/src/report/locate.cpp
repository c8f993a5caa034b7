#include "report/locate.h"

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "engine/user_site.h"
#include "report/symbolise.h"

namespace heddle::report {
namespace {

// "harness/src/", or wherever this library was compiled.
std::string_view own_folder() {
  constexpr std::string_view this_file = "report/locate.cpp";
  std::string_view name = Here::current().file;
  if (name.ends_with(this_file)) name.remove_suffix(this_file.size());
  return name;
}

bool is_users(const trace::Site& frame) {
  return frame.line != 0 && !frame.file.empty() && !frame.file.starts_with(own_folder()) &&
         !engine::in_foreign_header(frame.file.c_str());
}

// Never destroyed: places stay valid for as long as anybody may hold one.
class Places {
 public:
  const Here* at(std::uintptr_t return_address) {
    const auto [place, is_new] = places_.try_emplace(return_address);
    if (is_new) {
      // The call is the instruction before.
      for (const trace::Site& frame : symboliser_.frames(return_address - 1, Names::plain)) {
        if (!is_users(frame)) continue;
        place->second = {kept(frame.file), kept(frame.function), frame.line};
        break;
      }
    }
    return place->second.line == 0 ? nullptr : &place->second;
  }

 private:
  const char* kept(const std::string& text) { return texts_.insert(text).first->c_str(); }

  Symboliser symboliser_;
  std::map<std::uintptr_t, Here> places_;  // line 0: not the user's
  std::set<std::string> texts_;
};

}  // namespace

const Here* locate(std::uintptr_t return_address) {
  static thread_local auto* const places = new Places;
  return places->at(return_address);
}

void locate_user_sites() { engine::set_locator(locate); }

}  // namespace heddle::report
