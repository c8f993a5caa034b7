#pragma once

// Detectors on runs as they are made: set a Run's observer to one of these.
//
// Most programs take their locks in one order, and telling so must cost next to nothing. As long as
// every lock that is asked for was first used after those that are held, there is no circle. So
// locks are only compared, until one run does not keep to that. That run has to be made again (it
// was not looked at), and from then on the arcs of LockOrder are kept.

#include "detect/detectors.h"
#include "engine/observer.h"
#include "engine/run.h"

namespace heddle::detect {

class Live final : public engine::Observer, private Source {
 public:
  // `keeps_arcs`: from the first run on.
  explicit Live(bool keeps_arcs = false) noexcept : keeps_arcs_(keeps_arcs) {}

  // Whether the last run may have shown a lock order that was not looked at.
  bool overlooked() const noexcept { return overlooked_; }

  std::uint64_t kinds() const noexcept override { return Detectors::kinds(); }
  std::uint64_t last_steps() const noexcept override { return Livelock::window_steps; }
  void begin(engine::Run& run) override;
  void performed(std::uint32_t goroutine, OpKind kind, const engine::Object* object, const Here& at,
                 std::uint64_t a, std::uint64_t b, bool waits) override;
  void took_more(const engine::Goroutine& goroutine) override;
  void given_up_by_other(const engine::Object& lock) override {
    detectors_.holds().mark_foreign(lock.ordinal);
  }
  void ended(Findings& findings) override;

 private:
  Moment now(std::uint32_t goroutine) const override;
  bool knows(std::uint32_t goroutine, const Moment& moment) const override;
  bool settled() const override;
  std::uint32_t goroutines() const override { return run_->goroutine_count(); }
  State state(std::uint32_t goroutine) const override { return run_->goroutine(goroutine).state; }
  OpKind pending(std::uint32_t goroutine) const override {
    return run_->goroutine(goroutine).op.kind;
  }
  Here pending_at(std::uint32_t goroutine) const override {
    return run_->goroutine(goroutine).op.at;
  }
  std::uint32_t pending_object(std::uint32_t goroutine) const override;
  trace::Involved describe(std::uint32_t goroutine) const override;
  std::string object_text(std::uint32_t object) const override;
  Here object_made_at(std::uint32_t object) const override;
  trace::Finding finding(Kind kind, std::string message) const override;

  const engine::Object& object(std::uint32_t ordinal) const;
  void copy_holds(const engine::Goroutine& goroutine);
  static bool in_order(const engine::Goroutine& goroutine, const engine::Object& lock) noexcept;

  engine::Run* run_ = nullptr;
  bool keeps_arcs_;
  bool overlooked_ = false;
  std::uint64_t end_begins_ = 0;  // step from which everything is told
  Detectors detectors_;
};

}  // namespace heddle::detect
