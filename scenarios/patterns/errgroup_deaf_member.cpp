#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::errgroup_deaf_member {
namespace {

Error resize(Chan<int> image, Context ctx, bool listen) {
  if (!listen) {
    image.recv();
    return {};
  }
  if (select({image.on_recv(), ctx.done().on_recv()}) == 0) return {};
  return ctx.err();
}

Error download(Chan<int> image, Context ctx, bool there) {
  if (!there) return new_error("no such image");
  if (select({image.on_send(1), ctx.done().on_recv()}) == 0) return {};
  return ctx.err();
}

void show_image(bool listen) {
  ErrGroup group(background());
  Context ctx = group.context();
  Chan<int> image = make_chan<int>();
  const bool there = choose(2) == 1;
  group.go([=] { return resize(image, ctx, listen); });
  group.go([=] { return download(image, ctx, there); });
  const Error failed = group.wait();
  check(there != bool(failed), "the group tells whether it worked");
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/errgroup_deaf_member",
    .story =
        "One part waits for what another part sends it. The sender fails, the group's context is "
        "closed, but the receiver does not look at it, and wait waits for the receiver.",
    .tags = "pattern errgroup context error",
    .expect = {Kind::deadlock},
    .body = [] { show_image(false); },
    .fixed = [] { show_image(true); },
};

}  // namespace heddle::scenarios::patterns::errgroup_deaf_member
