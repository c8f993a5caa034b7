#include "search/worker.h"

#include <heddle/trace/finding_json.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "search/death.h"

namespace heddle::search {
namespace {

// What a worker sends: "D" when a part is made, else the finding's place among those of this part,
// a space, and the finding.
constexpr std::string_view done_line = "D";

// In the worker: sends each new finding, counts those that come again, notes the classes.
class Reporter final : public Observer {
 public:
  Reporter(Shared& shared, const Child::Parent& parent)
      : status_(shared.status()), classes_(shared.classes()), parent_(parent) {}
  bool go_on() override {
    return !status_.stop.load(std::memory_order_relaxed) &&
           !status_.replace.load(std::memory_order_relaxed) &&
           status_.class_count < classes_.size();
  }
  void classified(std::uint64_t hash) override { classes_[status_.class_count++] = hash; }
  void met(std::size_t index, const trace::Finding& finding) override {
    trace::Finding one = finding;
    // The others have been told.
    one.count = 1;
    parent_.send(std::to_string(index) + " " + trace::to_json(one));
    // The list is full: more different findings than this are of no use to anybody.
    if (index + 1 == Status::findings_most) status_.stop = true;
  }
  void met_again(std::size_t index) override {
    if (index < Status::findings_most) ++status_.again[index];
  }

 private:
  Status& status_;
  std::span<std::uint64_t> classes_;
  const Child::Parent& parent_;
};

std::uint64_t new_learned_id() noexcept {
  static std::uint64_t last = 0;
  return ++last;
}

}  // namespace

Worker::Worker(const Work& work) : work_(work), log_(work.target.program) {}

// --- In the worker ------------------------------------------------------------------------------

void Worker::work(const Child::Parent& parent) {
  engine::Run& run = shared_.make_run();
  std::string error;
  const auto campaign = Campaign::make(work_.target, work_.options, error);
  engine::ensure(campaign != nullptr, "the options were good before");
  engine::Strategy& strategy = campaign->strategy();
  leave_notes(shared_, run, strategy);
  Status& status = shared_.status();
  Order order{};
  while (parent.receive(&order, sizeof order)) {
    if (order.learned_bytes != 0) strategy.resume(shared_.learned().first(order.learned_bytes));
    Reporter reporter(shared_, parent);
    campaign->run(run, log_.log(), status.counts, reporter, work_.deadline_ns, order.end);
    std::strncpy(status.divergence, campaign->divergence().c_str(), sizeof status.divergence - 1);
    status.note.learned_bytes = strategy.save(shared_.learned());
    std::fflush(nullptr);
    status.idle = true;
    parent.send(done_line);
  }
  status.finished = true;
}

// --- In the watching process --------------------------------------------------------------------

void Worker::start() {
  shared_.make_run();
  log_.log().clear();
  learned_id_ = 0;
  ++processes_;
  child_ = std::make_unique<Child>([this](const Child::Parent& parent) { work(parent); });
  watch_ = std::make_unique<Watch>(*child_, shared_, work_.isolation,
                                   work_.target.program.limits.memory_bytes);
}

void Worker::begin(Part part) {
  part_ = std::move(part);
  before_ = part_;
  busy_ = true;
  begun_ns_ = monotonic_ns();
  Status& status = shared_.status();
  status.stop = false;
  status.replace = false;
  status.finished = false;
  status.idle = false;
  status.class_count = 0;
  status.counts = {};
  status.counts.next_run = part_.counts.next_run;
  status.note.~Note();
  ::new (&status.note) Note;
  places_.clear();
  if (child_ == nullptr) start();
  order();
  watch_->restart();
}

void Worker::order() {
  Order order{part_.end, 0};
  if (part_.learned_id == 0 || part_.learned_id != learned_id_) {
    const std::span<std::byte> room = shared_.learned();
    engine::ensure(part_.learned.size() <= room.size(), "what was learned fits");
    std::copy(part_.learned.begin(), part_.learned.end(), room.begin());
    order.learned_bytes = part_.learned.size();
  }
  child_->tell(&order, sizeof order);
}

// Whether the worker says that it is done.
bool Worker::take_lines() {
  bool done = false;
  for (const std::string& line : child_->take_lines()) {
    if (line == done_line) {
      done = true;
      continue;
    }
    const std::size_t space = line.find(' ');
    std::size_t index = 0;
    std::from_chars(line.data(), line.data() + std::min(space, line.size()), index);
    engine::ensure(space != std::string::npos && index <= places_.size(),
                   "a worker's findings come in order");
    auto finding = trace::finding_of_json(std::string_view(line).substr(space + 1));
    engine::ensure(finding.has_value(), "a worker's finding can be read");
    FindingSet::Added what{};
    const std::size_t place = part_.findings.add(std::move(*finding), what);
    if (index == places_.size()) places_.push_back(place);
  }
  return done;
}

// Adds what the worker has noted to what the part has shown.
void Worker::collect() {
  Status& status = shared_.status();
  for (std::size_t i = 0; i < std::min(places_.size(), Status::findings_most); ++i) {
    part_.findings.all()[places_[i]].count += status.again[i];
    status.again[i] = 0;
  }
  const std::span<std::uint64_t> classes = shared_.classes();
  part_.classes.insert(part_.classes.end(), classes.begin(),
                       classes.begin() + static_cast<std::ptrdiff_t>(status.class_count));
  part_.counts.add(status.counts);
  const std::size_t bytes = status.note.learned_bytes;
  const std::span<const std::byte> room = shared_.learned();
  // A process that was killed may have had no time to note anything.
  part_.learned.clear();
  part_.learned_id = 0;
  if (bytes == 0 || bytes > room.size()) return;
  part_.learned.assign(room.begin(), room.begin() + static_cast<std::ptrdiff_t>(bytes));
  part_.learned_id = learned_id_ = new_learned_id();
}

std::optional<Worker::Back> Worker::finish(std::optional<Outcome> death) {
  busy_ = false;
  Status& status = shared_.status();
  if (watch_ != nullptr) watch_->restart();
  if (status.counts.runs != 0) {
    run_ns_ =
        static_cast<double>(monotonic_ns() - begun_ns_) / static_cast<double>(status.counts.runs);
  }
  if (death) {
    const std::uint64_t run = status.counts.next_run;
    // Somebody may have killed the worker. If it is the scenario's doing it comes again.
    if (killed_from_outside(*death, status.note) && killed_in_run_ != run) {
      killed_in_run_ = run;
      ++outside_kills_;
      std::fill_n(status.again, std::min(places_.size(), Status::findings_most), 0);
      return Back{std::move(before_), std::nullopt};
    }
  }
  collect();
  if (status.replace) {
    watch_.reset();
    child_.reset();
  }
  return Back{std::move(part_), death};
}

std::optional<Worker::Back> Worker::look() {
  if (child_ == nullptr) return std::nullopt;
  const std::optional<Outcome> ended = watch_->look();
  const bool done = take_lines();
  if (ended) {
    watch_.reset();
    child_.reset();
    if (busy_) return finish(done ? std::nullopt : ended);
    // Killed while it had nothing to do.
    ++outside_kills_;
    return std::nullopt;
  }
  return done && busy_ ? finish(std::nullopt) : std::nullopt;
}

}  // namespace heddle::search
