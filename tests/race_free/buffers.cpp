// Buffered channels: each slot orders what goes through it, in both directions (A.3, A.6, A.9).

#include <array>
#include <string>

#include "catalogue.h"
#include "cell.h"

namespace heddle::race_free::buffers {

constinit const Scenario one_token{
    .name = "buffers/one_token",
    .story =
        "A channel with one slot is a mutex: who has sent is inside, who receives leaves. The "
        "receive comes before the next send, against the direction of the values (A.6).",
    .body =
        [] {
          auto* cell = make<Cell>();
          const Chan<Unit> inside = make_chan<Unit>(1);
          for (int i = 0; i < 3; ++i) {
            go("worker", [=] {
              inside.send({});
              cell->add(1);
              inside.recv();
            });
          }
        },
};

constinit const Scenario two_permits{
    .name = "buffers/two_permits",
    .story =
        "Two permits in a channel with two slots. One goroutine reads while it holds a permit; "
        "another takes both permits before it writes, so it comes before or after (A.6).",
    .body =
        [] {
          auto* cell = make<Cell>();
          const Chan<Unit> permits = make_chan<Unit>(2);
          go("reader", [=] {
            permits.send({});
            check(cell->read() != 1, "not in the middle");
            permits.recv();
          });
          permits.send({});
          permits.send({});
          cell->write(1);
          cell->write(2);
          permits.recv();
          permits.recv();
        },
};

constinit const Scenario ring_of_buffers{
    .name = "buffers/ring_of_buffers",
    .story =
        "Two buffers are filled and emptied in turn. The producer may use a buffer again when "
        "the receive from two rounds ago has happened: the k-th receive comes before the "
        "(k+2)-th send (A.6).",
    .body =
        [] {
          struct Buffer {
            Cell cell;
            std::string text;
          };
          auto* ring = make<std::array<Buffer, 2>>();
          const Chan<Unit> room = make_chan<Unit>(2);
          const Chan<int> filled = make_chan<int>(2);
          go("producer", [=] {
            for (int i = 0; i < 4; ++i) {
              room.send({});
              Buffer& buffer = (*ring)[static_cast<std::size_t>(i % 2)];
              buffer.cell.write(i);
              buffer.text = "contents of the buffer in round " + std::to_string(i);
              filled.send(i);
            }
            filled.close();
          });
          for (const int i : filled) {
            Buffer& buffer = (*ring)[static_cast<std::size_t>(i % 2)];
            check(buffer.cell.read() == i, "this round's number");
            check(buffer.text.ends_with(std::to_string(i)), "this round's text");
            room.recv();
          }
        },
};

constinit const Scenario in_order{
    .name = "buffers/in_order",
    .story =
        "Two values wait in the buffer; the first receive is ordered after what came before "
        "the first send, the second after what came before the second, and no more (A.3).",
    .body =
        [] {
          auto* a = make<Cell>();
          auto* b = make<Cell>();
          const Chan<int> c = make_chan<int>(2);
          go("sender", [=] {
            a->write(1);
            c.send(1);
            b->write(2);
            c.send(2);
          });
          c.recv();
          check(a->read() == 1, "the first");
          c.recv();
          check(b->read() == 2, "the second");
        },
};

constinit const Scenario without_contents{
    .name = "buffers/without_contents",
    .story =
        "The same with elements that carry nothing: each slot has a clock of its own although "
        "there is nothing in it (A.9).",
    .body =
        [] {
          auto* a = make<Cell>();
          auto* b = make<Cell>();
          const Chan<Unit> c = make_chan<Unit>(2);
          go("sender", [=] {
            a->write(1);
            c.send({});
            b->write(2);
            c.send({});
          });
          c.recv();
          check(a->read() == 1, "the first");
          c.recv();
          check(b->read() == 2, "the second");
        },
};

constinit const Scenario moves_up{
    .name = "buffers/moves_up",
    .story =
        "The buffer is full, so the sender waits, and a receive moves its value into the slot "
        "just freed. What the sender had written comes along, and after its second send it "
        "may use the first cell again (A.3, A.6).",
    .body =
        [] {
          auto* cells = make<std::array<Cell, 3>>();
          const Chan<Cell*> c = make_chan<Cell*>(1);
          go("sender", [=] {
            for (Cell& cell : *cells) {
              cell.write(3);
              c.send(&cell);
            }
            c.close();
          });
          int sum = 0;
          for (const Cell* cell : c) sum += cell->read();
          check(sum == 9, "all three");
        },
};

constinit const Scenario used_again{
    .name = "buffers/used_again",
    .story =
        "One cell, a channel with one slot and a receiver that reads before it receives: when "
        "the second send is through, the first receive has happened, and the cell is free.",
    .body =
        [] {
          auto* cell = make<Cell>();
          cell->write(8);
          const Chan<Unit> c = make_chan<Unit>(1);
          go("receiver", [=] {
            check(cell->read() == 8, "still the old number");
            c.recv();
            c.recv();
          });
          c.send({});
          c.send({});
          cell->write(9);
        },
};

constinit const Scenario left_behind{
    .name = "buffers/left_behind",
    .story =
        "The channel is closed while values are still in its buffer. Each value brings what "
        "was known at its send; the end brings what was known at the close (A.3, A.4).",
    .body =
        [] {
          auto* cells = make<std::array<Cell, 2>>();
          auto* last = make<Cell>();
          const Chan<Cell*> c = make_chan<Cell*>(2);
          go("sender", [=] {
            for (Cell& cell : *cells) {
              cell.write(1);
              c.send(&cell);
            }
            last->write(10);
            c.close();
          });
          int sum = 0;
          for (const Cell* cell : c) sum += cell->read();
          check(sum + last->read() == 12, "everything has arrived");
        },
};

constinit const Scenario offered_until_taken{
    .name = "buffers/offered_until_taken",
    .story =
        "try_send into a full buffer fails until the other side has made room; the one that "
        "succeeds is a send like any other (A.6, A.7).",
    .body =
        [] {
          auto* cell = make<Cell>();
          const Chan<Unit> inside = make_chan<Unit>(1);
          for (int i = 0; i < 2; ++i) {
            go("worker", [=] {
              while (!inside.try_send({})) yield();
              cell->add(1);
              inside.recv();
            });
          }
        },
};

}  // namespace heddle::race_free::buffers
