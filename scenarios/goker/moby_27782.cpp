#include <heddle/heddle.h>

namespace heddle::scenarios::goker::moby_27782 {
namespace {

using namespace std::chrono_literals;

enum class Event { write, remove };

// Tells what happens to a log file. Taking the file off the list waits for its last event.
struct FileWatcher {
  Mutex mu;
  Cond removed{mu};
  Var<bool> listed{true};
  Chan<Event> events = make_chan<Event>();
  Chan<Unit> done = make_chan<Unit>();

  void remove(bool waits) {
    Lock hold(mu);
    while (waits && listed.read()) removed.wait();
  }
  void read_events() {
    while (!done.try_recv()) {
      const Event event = Event::write;  // there is never another one
      if (event == Event::remove) removed.broadcast();
      sleep(300ns);
      if (select({events.on_send(event), done.on_recv()}) == 1) return;
    }
  }
};

struct Reader {
  Chan<Unit> log_closed = make_chan<Unit>();
  Once closing;

  void close() {
    closing.run_once([this] { log_closed.close(); });
  }
};

struct JsonLog {
  Mutex mu;
  Var<Reader*> reader{nullptr};  // of the file; there is at most one

  void follow(Reader* me, bool repaired) {
    if (repaired) {
      Lock hold(mu);
      reader.write(me);
    } else {
      reader.write(me);
    }
    auto* watcher = make<FileWatcher>();
    Defer close_watcher([=] { watcher->done.close(); });
    go("inotify", [=] { watcher->read_events(); });
    sleep(300ns);
    if (select({watcher->events.on_recv(), me->log_closed.on_recv()}) == 0) return;
    watcher->remove(!repaired);
  }
  Reader* follower(bool locked) {
    if (!locked) return reader.read();
    Lock hold(mu);
    return reader.read();
  }
};

void close_followed_log(bool repaired) {
  go("container", [=] {
    auto* json_log = make<JsonLog>();
    go("reader", [=] { json_log->follow(make<Reader>(), repaired); });
    yield();  // the container runs for a while
    if (Reader* reader = json_log->follower(repaired)) reader->close();
  });
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/moby_27782",
    .story =
        "A reader of a container's log that is told to stop takes the file off its watch list and "
        "waits until that is confirmed, by an event that never comes. The readers are listed "
        "without a lock.",
    .tags = "goker moby blocking channel cond",
    .expect = {Kind::leak, Kind::data_race},
    .body = [] { close_followed_log(false); },
    .fixed = [] { close_followed_log(true); },
};

}  // namespace heddle::scenarios::goker::moby_27782
