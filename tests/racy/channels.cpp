// Channels that are believed to order more than they do: A.3, A.6, A.7.

#include <heddle/heddle.h>

#include "catalogue.h"
#include "datum.h"

namespace heddle::racy::channels {

constinit const Scenario read_too_early{
    .name = "channels/read_too_early",
    .story =
        "The receiver reads before it receives. The edge runs from the send to the receive; "
        "what comes before the receive is on the wrong side of it.",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* datum = make<Datum>();
          const Chan<Unit> c = make_chan<Unit>();
          go("sender", [=] {
            datum->checked.write(1), datum->plain = 1;  // races
            c.send({});
          });
          datum->checked.read(), use(datum->plain);  // races
          c.recv();
        },
};

constinit const Scenario buffered_send_waits_for_nobody{
    .name = "channels/buffered_send_waits_for_nobody",
    .story =
        "The receiver of a buffered channel writes, then receives; the sender reads after its "
        "send. With an unbuffered channel this is ordered (A.5), with a slot it is not.",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* datum = make<Datum>();
          const Chan<Unit> c = make_chan<Unit>(1);
          go("sender", [=] {
            c.send({});
            datum->checked.read(), use(datum->plain);  // races
          });
          datum->checked.write(5), datum->plain = 5;  // races
          c.recv();
        },
};

constinit const Scenario next_slot{
    .name = "channels/next_slot",
    .story =
        "Two permits, both taken at the same time: a channel with two slots is no mutex. Only "
        "the first receive and the third send are ordered (A.6).",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* datum = make<Datum>();
          const Chan<Unit> permits = make_chan<Unit>(2);
          go("worker", [=] {
            permits.send({});
            datum->checked.write(1), datum->plain = 1;  // races
            permits.recv();
          });
          permits.send({});
          datum->checked.write(2), datum->plain = 2;  // races
          permits.recv();
        },
};

constinit const Scenario two_receivers{
    .name = "channels/two_receivers",
    .story =
        "Two receivers of one channel write the same variable when each has got its value. A "
        "receive is not ordered after the receive before it (A.7).",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* datum = make<Datum>();
          const Chan<int> c = make_chan<int>();
          go("first", [=] {
            c.recv();
            datum->checked.write(1), datum->plain = 1;  // races
          });
          go("second", [=] {
            c.recv();
            datum->checked.write(2), datum->plain = 2;  // races
          });
          c.send(1);
          c.send(2);
        },
};

constinit const Scenario two_senders{
    .name = "channels/two_senders",
    .story =
        "Two senders write before they send; they go through the same channel one after the "
        "other, and a send is not ordered after the send before it (A.7).",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* datum = make<Datum>();
          const Chan<int> c = make_chan<int>(2);
          go("first", [=] {
            datum->checked.write(1), datum->plain = 1;  // races
            c.send(1);
          });
          go("second", [=] {
            datum->checked.write(2), datum->plain = 2;  // races
            c.send(2);
          });
          c.recv();
          c.recv();
        },
};

constinit const Scenario length_seen{
    .name = "channels/length_seen",
    .story =
        "Main waits until len() says that a value is in the buffer, and reads what was written "
        "before it was sent. len() tells a number and orders nothing (A.7).",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* datum = make<Datum>();
          const Chan<Unit> c = make_chan<Unit>(1);
          go("sender", [=] {
            datum->checked.write(1), datum->plain = 1;  // races
            c.send({});
          });
          while (c.len() == 0) yield();
          datum->checked.read(), use(datum->plain);  // races
        },
};

constinit const Scenario other_case{
    .name = "channels/other_case",
    .story =
        "A select waits for two workers; main reads the datum of the one although the report "
        "of the other may be what it got (A.7).",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* datum = make<Datum>();
          const Chan<Unit> fast = make_chan<Unit>(1);
          const Chan<Unit> slow = make_chan<Unit>(1);
          go("slow", [=] {
            datum->checked.write(1), datum->plain = 1;  // races
            slow.send({});
          });
          go("fast", [=] { fast.send({}); });
          select({fast.on_recv(), slow.on_recv()});
          datum->checked.read(), use(datum->plain);  // races
        },
};

constinit const Scenario full_seen{
    .name = "channels/full_seen",
    .story =
        "A try_send that fails tells that somebody has filled the buffer; it is not ordered "
        "after whoever has (A.7).",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* datum = make<Datum>();
          const Chan<Unit> c = make_chan<Unit>(1);
          go("worker", [=] {
            datum->checked.write(1), datum->plain = 1;  // races
            c.send({});
          });
          if (!c.try_send({})) {
            datum->checked.read(), use(datum->plain);  // races
          } else {
            c.recv();
          }
        },
};

}  // namespace heddle::racy::channels
