#pragma once

#include <heddle/scenario.h>

namespace heddle::mutation {

extern const Scenario hands_out_a_local;

}  // namespace heddle::mutation
