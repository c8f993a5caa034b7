#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::photo_processing {
namespace {

constexpr int photos = 3;
constexpr int at_once = 2;

struct Album {
  Atomic<int> in_memory;
  Atomic<int> thumbnails;
  Chan<int> broken = make_chan<int>(photos);

  void process(int photo) {
    check(in_memory.add(1) <= at_once, "at most two photos are in memory");
    if (photo == 1) {
      broken.send(photo);
    } else {
      thumbnails.add(1);
    }
    in_memory.add(-1);
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/photo_processing",
    .story =
        "An album is turned into thumbnails by a group that runs at most two goroutines at once, "
        "because each holds a whole photo in memory. A broken photo is skipped and reported; the "
        "others are all made.",
    .tags = "pattern errgroup limit fan-out",
    .body =
        [] {
          auto* album = make<Album>();
          ErrGroup group;
          group.set_limit(at_once);
          for (int photo = 0; photo < photos; ++photo) {
            group.go([=] {
              album->process(photo);
              return Error{};
            });
          }
          group.wait();
          album->broken.close();
          int reported = 0;
          for (int photo : album->broken) {
            check(photo == 1, "the report names the broken photo");
            ++reported;
          }
          check(album->thumbnails.load() + reported == photos, "every photo is made or reported");
        },
};

}  // namespace heddle::scenarios::patterns::photo_processing
