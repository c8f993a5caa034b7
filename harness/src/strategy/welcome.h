#pragma once

namespace heddle::strategy::welcome {

// How welcome an operation is to a pair that is to come about (rfc.h).
inline constexpr int now = 2;          // the reader, while it would meet the source
inline constexpr int soon = 1;         // the source
inline constexpr int in_the_way = -1;  // what would come between the two
inline constexpr int not_yet = -2;     // the reader, while it would meet something else

}  // namespace heddle::strategy::welcome
