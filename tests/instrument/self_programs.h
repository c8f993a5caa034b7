#pragma once

namespace heddle::test {

void everything();
void leaves_a_goroutine();

}  // namespace heddle::test
