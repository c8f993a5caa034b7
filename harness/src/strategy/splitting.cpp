#include "strategy/splitting.h"

#include <cstring>
#include <iterator>
#include <utility>

namespace heddle::strategy {
namespace {

// Writes what is saved, or only measures it.
class StateWriter {
 public:
  explicit StateWriter(std::byte* to) noexcept : to_(to) {}
  void put(const void* from, std::size_t bytes) noexcept {
    if (to_ != nullptr && bytes != 0) std::memcpy(to_ + bytes_, from, bytes);
    bytes_ += bytes;
  }
  void number(std::uint64_t number) noexcept { put(&number, sizeof number); }
  void bytes(const Bytes& bytes) noexcept {
    number(bytes.size());
    put(bytes.data(), bytes.size());
  }
  std::size_t written() const noexcept { return bytes_; }

 private:
  std::byte* to_;
  std::size_t bytes_ = 0;
};

class StateReader {
 public:
  explicit StateReader(std::span<const std::byte> from) noexcept : from_(from) {}
  void take(void* to, std::size_t bytes) noexcept {
    if (bytes != 0) std::memcpy(to, from_.data(), bytes);
    from_ = from_.subspan(bytes);
  }
  std::uint64_t number() noexcept {
    std::uint64_t number = 0;
    take(&number, sizeof number);
    return number;
  }
  Bytes bytes() {
    Bytes bytes(number());
    take(bytes.data(), bytes.size());
    return bytes;
  }
  std::span<const std::byte> rest() const noexcept { return from_; }

 private:
  std::span<const std::byte> from_;
};

}  // namespace

// --- Rehearsal ----------------------------------------------------------------------------------

bool Splitting::begin_run(std::uint64_t index, std::uint64_t seed) {
  if (head_.mode == Mode::rehearsal) return rehearse(index, seed);
  for (;;) {
    if (search_->begin_run(index, seed)) return true;
    if (head_.mode == Mode::whole) return false;
    const Splittable::Tear tear = search_->tear();
    if (tear == Splittable::Tear::none) return false;
    // A function-local static may have been new to this process.
    if (tear == Splittable::Tear::mistaken || head_.restarts == restarts_max) {
      head_.is_mistaken = tear == Splittable::Tear::mistaken;
      head_.gave_up = true;
      return false;
    }
    ++head_.restarts;
    search_->resume(start_);
  }
}

bool Splitting::rehearse(std::uint64_t index, std::uint64_t seed) {
  do {
    if (head_.is_open && !head_.has_run) {
      head_.has_run = true;
      if (search_->begin_run(index, seed)) return true;
    }
    if (head_.is_open) close();
  } while (!head_.gave_up && open_next());
  return false;
}

// Makes ready the next part that is to be tried. False: there are enough.
bool Splitting::open_next() {
  while (parts_.size() < parts_wanted && bytes_of_parts() < bytes_most) {
    if (head_.at == parts_.size()) {
      if (!head_.grew) return false;
      head_.grew = false;
      head_.at = 0;
    } else if (parts_[head_.at].settled) {
      ++head_.at;
    } else {
      search_->resume(parts_[head_.at].state);
      if (search_->poise()) {
        start_ = saved_state(*search_);
        head_.is_open = true;
        head_.has_run = false;
        return true;
      }
      parts_.erase(parts_.begin() + static_cast<std::ptrdiff_t>(head_.at));
    }
  }
  return false;
}

// The run of the part was made.
void Splitting::close() {
  head_.is_open = false;
  if (search_->tear() != Splittable::Tear::none) return begin_again();
  const auto here = parts_.begin() + static_cast<std::ptrdiff_t>(head_.at);
  std::vector<Bytes> pieces;
  if (search_->split(start_, pieces)) {
    std::vector<Part> fresh;
    for (Bytes& piece : pieces) fresh.push_back({std::move(piece)});
    head_.at += fresh.size();
    head_.grew = true;
    parts_.insert(parts_.erase(here), std::make_move_iterator(fresh.begin()),
                  std::make_move_iterator(fresh.end()));
    return;
  }
  if (!search_->poise() && search_->shows_nothing()) {
    parts_.erase(here);
    return;
  }
  here->settled = true;
  ++head_.at;
}

void Splitting::begin_again() {
  if (head_.restarts == restarts_max) {
    head_.gave_up = true;
    return;
  }
  ++head_.restarts;
  search_->begin_again();
  parts_.clear();
  parts_.push_back({saved_state(*search_)});
  head_.at = 0;
  head_.grew = false;
}

std::size_t Splitting::bytes_of_parts() const noexcept {
  std::size_t bytes = 0;
  for (const Part& part : parts_) bytes += part.state.size();
  return bytes;
}

// --- States -------------------------------------------------------------------------------------

// All but the search itself, which comes behind it: writes it, or only measures it.
std::size_t Splitting::write(std::byte* to, const Head& head, const Bytes& start,
                             std::span<const Part> parts) noexcept {
  StateWriter writer(to);
  writer.put(&head, sizeof head);
  writer.bytes(start);
  writer.number(parts.size());
  for (const Part& part : parts) {
    writer.number(part.settled ? 1 : 0);
    writer.bytes(part.state);
  }
  return writer.written();
}

Bytes Splitting::state(const Head& head, const Bytes& start, std::span<const Part> parts,
                       const Bytes& search) {
  Bytes bytes(write(nullptr, head, start, parts));
  write(bytes.data(), head, start, parts);
  bytes.insert(bytes.end(), search.begin(), search.end());
  return bytes;
}

Bytes Splitting::whole() const {
  Head head;
  head.mode = Mode::whole;
  return state(head, {}, {}, saved_state(*search_));
}

Bytes Splitting::rehearsal() const {
  Head head;
  head.mode = Mode::rehearsal;
  const Bytes search = saved_state(*search_);
  const Part all{search};
  return state(head, {}, {&all, 1}, search);
}

Bytes Splitting::part(std::size_t index) const {
  Head head;
  head.mode = Mode::part;
  return state(head, parts_[index].state, {}, parts_[index].state);
}

std::size_t Splitting::save(std::span<std::byte> room) const noexcept {
  const std::size_t own = write(nullptr, head_, start_, parts_);
  const std::size_t bytes = own + search_->save({});
  if (bytes > room.size()) return bytes;
  write(room.data(), head_, start_, parts_);
  search_->save(room.subspan(own));
  return bytes;
}

void Splitting::resume(std::span<const std::byte> saved) {
  StateReader reader(saved);
  reader.take(&head_, sizeof head_);
  start_ = reader.bytes();
  parts_.resize(reader.number());
  for (Part& part : parts_) {
    part.settled = reader.number() != 0;
    part.state = reader.bytes();
  }
  search_->resume(reader.rest());
}

}  // namespace heddle::strategy
