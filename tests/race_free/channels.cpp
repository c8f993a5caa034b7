// Values and data handed from goroutine to goroutine through channels: A.3, A.4, A.5.

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "catalogue.h"
#include "cell.h"

namespace heddle::race_free::channels {
namespace {

struct Parcel {
  Cell cell;
  std::string label;
  std::vector<int> numbers;
};

struct Frame {
  std::array<int, 64> samples{};
  std::string source;
};

struct Request {
  int number = 0;
  Chan<int> reply;
};

}  // namespace

constinit const Scenario handed_over{
    .name = "channels/handed_over",
    .story =
        "A worker fills a parcel with a string and a vector and sends its address; main reads "
        "all of it. Nothing but the send orders them (A.3).",
    .body =
        [] {
          auto* parcel = make<Parcel>();
          const Chan<Parcel*> out = make_chan<Parcel*>();
          go("worker", [=] {
            parcel->cell.write(7);
            parcel->label = "a label that does not fit into the string itself";
            parcel->numbers.assign(20, 7);
            out.send(parcel);
          });
          Parcel* got = *out.recv();
          check(got->cell.read() == 7, "the cell is filled");
          check(got->label.size() == 48, "the label is written");
          check(got->numbers.at(19) == 7, "the numbers are there");
          got->numbers.clear();
        },
};

constinit const Scenario answered_by_receiving{
    .name = "channels/answered_by_receiving",
    .story =
        "The receiver of an unbuffered channel writes, then receives; the sender reads after "
        "its send. The order runs against the direction of the value (A.5).",
    .body =
        [] {
          auto* cell = make<Cell>();
          auto* plain = make<std::string>();
          const Chan<Unit> c = make_chan<Unit>();
          go("sender", [=] {
            c.send({});
            check(cell->read() == 5, "written before the receive");
            check(*plain == "ready", "so is the text");
          });
          cell->write(5);
          *plain = "ready";
          c.recv();
        },
};

constinit const Scenario ping_pong{
    .name = "channels/ping_pong",
    .story =
        "Two goroutines change one number in turns, passing a token to and fro. Each access "
        "is far from the lock-like pattern a lock-set checker wants to see (A.3, A.5).",
    .body =
        [] {
          auto* cell = make<Cell>();
          const Chan<Unit> there = make_chan<Unit>();
          const Chan<Unit> back = make_chan<Unit>();
          go("pong", [=] {
            for (int i = 0; i < 3; ++i) {
              there.recv();
              cell->add(1);
              back.send({});
            }
          });
          for (int i = 0; i < 3; ++i) {
            cell->add(1);
            there.send({});
            back.recv();
          }
          check(cell->read() == 6, "everybody had three turns");
        },
};

constinit const Scenario moved_only{
    .name = "channels/moved_only",
    .story =
        "A vector travels as a unique_ptr, there and back; each owner changes it and nobody "
        "copies it. Ownership moves with the edge (A.3).",
    .body =
        [] {
          using Load = std::unique_ptr<std::vector<int>>;
          const Chan<Load> to = make_chan<Load>(1);
          const Chan<Load> from = make_chan<Load>();
          go("worker", [=] {
            Load load = std::move(*to.recv());
            load->push_back(2);
            from.send(std::move(load));
          });
          to.send(std::make_unique<std::vector<int>>(1, 1));
          const Load load = std::move(*from.recv());
          check(load->size() == 2 && load->back() == 2, "the worker has added its number");
        },
};

constinit const Scenario big_copies{
    .name = "channels/big_copies",
    .story =
        "A struct of 300 bytes with a string is sent by value while the sender goes on "
        "changing its own. The copy belongs to the receiver (A.3).",
    .body =
        [] {
          const Chan<Frame> frames = make_chan<Frame>(1);
          go("camera", [=] {
            Frame frame;
            for (int i = 1; i <= 3; ++i) {
              frame.samples.fill(i);
              frame.source = "camera number " + std::to_string(i) + " of the northern gate";
              frames.send(frame);
              frame.samples.fill(-1);
            }
            frames.close();
          });
          int seen = 0;
          for (Frame& frame : frames) {
            ++seen;
            check(frame.samples.front() == seen && frame.samples.back() == seen, "whole frames");
            frame.source.clear();
          }
          check(seen == 3, "all frames have come");
        },
};

constinit const Scenario pipeline{
    .name = "channels/pipeline",
    .story =
        "Three stages pass addresses of cells on; each stage changes the cell while it has "
        "it. No lock anywhere (A.3, A.4).",
    .body =
        [] {
          const Chan<Cell*> first = make_chan<Cell*>();
          const Chan<Cell*> second = make_chan<Cell*>(1);
          auto* total = make<Cell>();
          go("source", [=] {
            for (int i = 1; i <= 3; ++i) {
              auto* cell = make<Cell>();
              cell->write(i);
              first.send(cell);
            }
            first.close();
          });
          go("doubler", [=] {
            for (Cell* cell : first) {
              cell->add(cell->read());
              second.send(cell);
            }
            second.close();
          });
          for (const Cell* cell : second) total->add(cell->read());
          check(total->read() == 12, "the sum of the doubled numbers");
        },
};

constinit const Scenario closed_means_ready{
    .name = "channels/closed_means_ready",
    .story =
        "A loader writes its table and closes a channel; two readers wait for the close and "
        "read. No value is ever sent (A.4).",
    .body =
        [] {
          auto* table = make<std::array<Cell, 2>>();
          const Chan<Unit> ready = make_chan<Unit>();
          for (int reader = 0; reader < 2; ++reader) {
            go("reader", [=] {
              ready.recv();
              check((*table)[0].read() + (*table)[1].read() == 3, "the whole table");
            });
          }
          (*table)[0].write(1);
          (*table)[1].write(2);
          ready.close();
        },
};

constinit const Scenario collected{
    .name = "channels/collected",
    .story =
        "Three workers write their own elements of one vector and report; main reads all "
        "elements when it has counted three reports, whatever their order (A.3).",
    .body =
        [] {
          auto* results = make<std::vector<int>>(std::size_t{3}, 0);
          auto* cells = make<std::array<Cell, 3>>();
          const Chan<Unit> reports = make_chan<Unit>(3);
          for (std::size_t i = 0; i < 3; ++i) {
            go("worker", [=] {
              (*results)[i] = static_cast<int>(i) + 1;
              (*cells)[i].write(static_cast<int>(i) + 1);
              reports.send({});
            });
          }
          for (int i = 0; i < 3; ++i) reports.recv();
          int sum = 0;
          for (std::size_t i = 0; i < 3; ++i) sum += (*results)[i] + (*cells)[i].read();
          check(sum == 12, "every result is there");
        },
};

constinit const Scenario request_and_reply{
    .name = "channels/request_and_reply",
    .story =
        "A server owns a counter and answers each request through the channel in it. Many "
        "ask, one goroutine touches the counter.",
    .body =
        [] {
          const Chan<Request> requests = make_chan<Request>();
          go("server", [=] {
            Cell counter;
            for (const Request& request : requests) {
              counter.add(request.number);
              request.reply.send(counter.read());
            }
          });
          auto* wg = make<WaitGroup>();
          for (int client = 0; client < 2; ++client) {
            wg->go([=] {
              const Request request{1, make_chan<int>()};
              requests.send(request);
              check(*request.reply.recv() >= 1, "an answer has come");
            });
          }
          wg->wait();
          requests.close();
        },
};

constinit const Scenario failed_tries{
    .name = "channels/failed_tries",
    .story =
        "A goroutine offers its work without waiting until somebody takes it. Failed tries "
        "order nothing; the one that succeeds does (A.3, A.7).",
    .body =
        [] {
          auto* cell = make<Cell>();
          const Chan<Unit> c = make_chan<Unit>();
          go("taker", [=] {
            while (!c.try_recv()) yield();
            check(cell->read() == 4, "written before the send");
          });
          cell->write(4);
          c.send({});
        },
};

}  // namespace heddle::race_free::channels
