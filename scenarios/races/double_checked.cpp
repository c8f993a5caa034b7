#include <heddle/heddle.h>

namespace heddle::scenarios::races::double_checked {
namespace {

struct Fonts {
  Mutex mu;
  Var<bool> ready{false};
  Atomic<bool> ready_atomic{false};
  Var<int> glyphs{0};

  int get() {
    if (!ready.read()) {
      Lock hold(mu);
      if (!ready.read()) {
        glyphs.write(256);
        ready.write(true);
      }
    }
    return glyphs.read();
  }
  int get_atomic() {
    if (!ready_atomic.load()) {
      Lock hold(mu);
      if (!ready_atomic.load()) {
        glyphs.write(256);
        ready_atomic.store(true);
      }
    }
    return glyphs.read();
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "races/double_checked",
    .story =
        "Fonts are loaded at first use. To spare the lock afterwards a flag is looked at before "
        "it, and again inside. The first look is unordered: it may see the flag and not the "
        "fonts.",
    .tags = "mutex atomic double-checked-locking",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* fonts = make<Fonts>();
          go("title", [=] { check(fonts->get() == 256, "text is drawn with loaded fonts"); });
          go("text", [=] { check(fonts->get() == 256, "text is drawn with loaded fonts"); });
        },
    .fixed =
        [] {
          auto* fonts = make<Fonts>();
          go("title",
             [=] { check(fonts->get_atomic() == 256, "text is drawn with loaded fonts"); });
          go("text", [=] { check(fonts->get_atomic() == 256, "text is drawn with loaded fonts"); });
        },
};

}  // namespace heddle::scenarios::races::double_checked
