#include "model_program.h"

namespace heddle::fuzz {
namespace {

// Takes bytes as long as there are any, then zeros.
class Bytes {
 public:
  explicit Bytes(std::span<const std::uint8_t> bytes) noexcept : bytes_(bytes) {}
  std::uint8_t below(unsigned n) noexcept {
    const std::uint8_t byte = at_ < bytes_.size() ? bytes_[at_] : std::uint8_t{0};
    ++at_;
    return static_cast<std::uint8_t>(byte % n);
  }

 private:
  std::span<const std::uint8_t> bytes_;
  std::size_t at_ = 0;
};

ModelProgram::Case case_from(Bytes& bytes) {
  ModelProgram::Case made;
  const unsigned draw = bytes.below(5);
  made.channel = static_cast<std::uint8_t>(draw / 2);
  made.sends = draw % 2 == 1;
  return made;  // 4 is to receive from the context
}

ModelProgram::Step step_from(Bytes& bytes, int value) {
  // Locks come in pairs often enough when taking and giving back are as likely.
  static constexpr ModelProgram::Do kinds[] = {
      ModelProgram::Do::send,    ModelProgram::Do::receive,    ModelProgram::Do::send,
      ModelProgram::Do::receive, ModelProgram::Do::select,     ModelProgram::Do::lock,
      ModelProgram::Do::unlock,  ModelProgram::Do::try_select, ModelProgram::Do::close,
      ModelProgram::Do::cancel,  ModelProgram::Do::select,     ModelProgram::Do::receive};
  ModelProgram::Step step;
  step.what = kinds[bytes.below(12)];
  step.value = value;
  step.cases[0] = case_from(bytes);
  step.cases[1] = case_from(bytes);
  const bool one_case = step.what == ModelProgram::Do::send || step.what == ModelProgram::Do::close;
  if (one_case) step.cases[0].channel %= ModelProgram::channels;
  step.cases[0].sends =
      step.what == ModelProgram::Do::send ||
      (!one_case && step.what != ModelProgram::Do::receive && step.cases[0].sends);
  return step;
}

}  // namespace

ModelProgram ModelProgram::from(std::span<const std::uint8_t> raw) {
  Bytes bytes(raw);
  ModelProgram program;
  for (std::uint8_t& capacity : program.capacity) capacity = bytes.below(3);
  program.goroutines.resize(1U + bytes.below(3));
  int value = 1;
  for (auto& steps : program.goroutines) {
    const unsigned count = 1U + bytes.below(4);
    for (unsigned i = 0; i < count; ++i) steps.push_back(step_from(bytes, value++));
  }
  return program;
}

}  // namespace heddle::fuzz
