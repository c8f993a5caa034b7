#pragma once

#include <heddle/scenario.h>

namespace tally {

extern const heddle::Scenario votes;

}  // namespace tally
