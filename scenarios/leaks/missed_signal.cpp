#include <heddle/heddle.h>

namespace heddle::scenarios::leaks::missed_signal {
namespace {

struct Mailbox {
  Mutex mu;
  Cond arrived{mu};
  Atomic<bool> full{false};
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "leaks/missed_signal",
    .story =
        "A reader looks whether mail is there before it takes the lock. A signal given "
        "between the look and the wait wakes nobody, and no second one comes.",
    .tags = "cond atomic lost-wakeup",
    .expect = {Kind::lost_wakeup},
    .body =
        [] {
          auto* box = make<Mailbox>();
          go("reader", [=] {
            if (box->full.load()) return;
            Lock hold(box->mu);
            box->arrived.wait();
          });
          box->full.store(true);
          box->arrived.signal();
        },
    .fixed =
        [] {
          auto* box = make<Mailbox>();
          go("reader", [=] {
            Lock hold(box->mu);
            while (!box->full.load()) box->arrived.wait();
          });
          Lock hold(box->mu);
          box->full.store(true);
          box->arrived.signal();
        },
};

}  // namespace heddle::scenarios::leaks::missed_signal
