#include <heddle/heddle.h>

namespace heddle::scenarios::leaks::half_read_list {
namespace {

constexpr int files = 4;

// Lists a folder file by file.
RecvChan<int> list(Context ctx) {
  Chan<int> names = make_chan<int>();
  go("lister", [=] {
    Defer end([=] { names.close(); });
    for (int file = 0; file < files; ++file) {
      if (select({names.on_send(file), ctx.done().on_recv()}) == 1) return;
    }
  });
  return names;
}

bool contains(Context ctx, int wanted) {
  for (const int file : list(ctx)) {
    if (file == wanted) return true;
  }
  return false;
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "leaks/half_read_list",
    .story =
        "A search reads the names of a folder from a channel and returns as soon as it has found "
        "its file. The lister watches a context, but the search was handed one that nobody ever "
        "cancels.",
    .tags = "channel context range",
    .expect = {Kind::leak},
    .body = [] { check(contains(background(), 1), "the file is there"); },
    .fixed =
        [] {
          const WithCancel search = with_cancel(background());
          Defer stop(search.cancel);
          check(contains(search.context, 1), "the file is there");
        },
};

}  // namespace heddle::scenarios::leaks::half_read_list
