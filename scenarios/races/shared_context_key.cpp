#include <heddle/heddle.h>

namespace heddle::scenarios::races::shared_context_key {
namespace {

// Two packages that both keep a number in the context.
constexpr ContextKey<int> id;
constexpr ContextKey<int> trace_id;

struct Audit {
  Atomic<int> entries{0};
  WaitGroup requests;

  // The handler of one user's request.
  void write(Context ctx, int user) {
    const int* known = ctx.value(id);
    check(known != nullptr && *known == user, "the audit names the user who asked");
    entries.add(1);
  }
  void serve(int user, const ContextKey<int>& trace_key) {
    const Context authenticated = with_value(background(), id, user);
    const Context traced = with_value(authenticated, trace_key, 1000 + user);
    write(traced, user);
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "races/shared_context_key",
    .story =
        "Authentication puts the user's number into the context, tracing puts the number of the "
        "trace there, and both call their key id. It is the same key: the inner value hides the "
        "outer, and the audit takes a trace for a user.",
    .tags = "context key waitgroup",
    .expect = {Kind::check_failed},
    .body =
        [] {
          auto* audit = make<Audit>();
          for (int user = 1; user <= 2; ++user) {
            audit->requests.go([=] { audit->serve(user, id); });
          }
          audit->requests.wait();
        },
    .fixed =
        [] {
          auto* audit = make<Audit>();
          for (int user = 1; user <= 2; ++user) {
            audit->requests.go([=] { audit->serve(user, trace_id); });
          }
          audit->requests.wait();
        },
};

}  // namespace heddle::scenarios::races::shared_context_key
