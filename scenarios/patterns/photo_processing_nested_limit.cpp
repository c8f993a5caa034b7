#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::photo_processing_nested_limit {
namespace {

void process(ErrGroup* photos, ErrGroup* thumbnails, Atomic<int>* made) {
  for (int photo = 0; photo < 2; ++photo) {
    photos->go([=] {
      thumbnails->go([=] {
        made->add(1);
        return Error{};
      });
      return Error{};
    });
  }
  photos->wait();
  thumbnails->wait();
}

void make_album(bool own_group) {
  auto* photos = make<ErrGroup>();
  auto* thumbnails = make<ErrGroup>();
  photos->set_limit(2);
  auto* made = make<Atomic<int>>(0);
  process(photos, own_group ? thumbnails : photos, made);
  check(made->load() == 2, "every photo has a thumbnail");
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/photo_processing_nested_limit",
    .story =
        "Each photo is processed in a group with a limit of two, and starts the making of its "
        "thumbnail in the same group. When two photos hold both places, neither can start its "
        "thumbnail, and neither ends.",
    .tags = "pattern errgroup limit hold-and-wait",
    .expect = {Kind::deadlock},
    .body = [] { make_album(false); },
    .fixed = [] { make_album(true); },
};

}  // namespace heddle::scenarios::patterns::photo_processing_nested_limit
