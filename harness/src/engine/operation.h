#pragma once

#include <heddle/here.h>
#include <heddle/trace/op.h>

#include <cstdint>

#include "engine/object.h"

namespace heddle::engine {

using trace::OpKind;
using trace::Role;

// One case of an announced select.
struct AnnouncedCase {
  Object* object = nullptr;  // null: the nil channel
  bool sends = false;
};

constexpr bool is_select(OpKind kind) noexcept {
  return kind == OpKind::select || kind == OpKind::try_select;
}

// What a goroutine has announced: the next thing it will do.
struct Operation {
  OpKind kind = OpKind::none;
  std::uint8_t facts = 0;        // trace::Touch::Fact
  std::uint16_t case_count = 0;  // of a select
  Object* object = nullptr;
  // Of a select, `case_count` of them, while the run has a Follower; valid until it is performed.
  const AnnouncedCase* cases = nullptr;
  Here at;

  trace::Touch touch() const noexcept {
    return {kind, facts, object == nullptr ? 0 : object->identity};
  }
};

}  // namespace heddle::engine
