// Annotations (<sanitizer/tsan_interface.h>) that say less than they seem to.

#include <heddle/heddle.h>
#include <sanitizer/tsan_interface.h>

#include "catalogue.h"
#include "datum.h"

namespace heddle::racy::annotations {

constinit const Scenario readers_in_turn{
    .name = "annotations/readers_in_turn",
    .story =
        "Two take an annotated lock for reading, one after the other, and both write. Readers are "
        "not ordered with each other.",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* datum = make<Datum>();
          go("first", [=] {
            __tsan_mutex_post_lock(datum, __tsan_mutex_read_lock, 0);
            datum->checked.write(1), datum->plain = 1;  // races
            __tsan_mutex_pre_unlock(datum, __tsan_mutex_read_lock);
          });
          __tsan_mutex_post_lock(datum, __tsan_mutex_read_lock, 0);
          datum->checked.write(2), datum->plain = 2;  // races
          __tsan_mutex_pre_unlock(datum, __tsan_mutex_read_lock);
        },
};

constinit const Scenario failed_try{
    .name = "annotations/failed_try",
    .story = "A try of an annotated lock that fails orders nothing.",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* datum = make<Datum>();
          go("owner", [=] {
            datum->checked.write(1), datum->plain = 1;  // races
            __tsan_mutex_pre_unlock(datum, 0);
          });
          __tsan_mutex_post_lock(datum, __tsan_mutex_try_lock | __tsan_mutex_try_lock_failed, 0);
          datum->checked.read(), use(datum->plain);  // races
        },
};

}  // namespace heddle::racy::annotations
