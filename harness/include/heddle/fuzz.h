#pragma once

// Fuzzing interleavings with libFuzzer (docs/fuzzing.md). heddle_add_fuzzer() of the CMake package
// writes the functions that libFuzzer calls; they are no more than
//
//     extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
//       return heddle::fuzz_initialize(argc, argv);
//     }
//     extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
//       return heddle::fuzz_one(scenario, data, size);
//     }
//     extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
//                                                    std::size_t most, unsigned seed) {
//       return heddle::fuzz_mutate(data, size, most, seed);
//     }
//     extern "C" std::size_t LLVMFuzzerCustomCrossOver(
//         const std::uint8_t* a, std::size_t a_size, const std::uint8_t* b, std::size_t b_size,
//         std::uint8_t* out, std::size_t most, unsigned seed) {
//       return heddle::fuzz_cross_over(a, a_size, b, b_size, out, most, seed);
//     }

#include <heddle/here.h>
#include <heddle/scenario.h>

#include <cstddef>
#include <cstdint>
#include <span>

namespace heddle {

// One run of the scenario as the bytes say: any bytes will do. What it shows is counted for
// libFuzzer. Returns 0. A finding is told on standard error with the command that replays it, its
// trace is written beside libFuzzer's file of the input, and the process aborts, which libFuzzer
// takes for a crash. One process fuzzes one scenario.
int fuzz_one(const Scenario& scenario, const std::uint8_t* data, std::size_t size);

// Changes an input in place, by what the runs so far have shown; returns its new size, at most
// `most`. Does nothing before the first fuzz_one.
std::size_t fuzz_mutate(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed);

// An input with some of each of two; returns its size, at most `most`, or 0 when libFuzzer had
// better do something else, which is most of the time.
std::size_t fuzz_cross_over(const std::uint8_t* a, std::size_t a_size, const std::uint8_t* b,
                            std::size_t b_size, std::uint8_t* out, std::size_t most, unsigned seed);

// Looks where libFuzzer writes its files. Returns 0.
int fuzz_initialize(int* argc, char*** argv);

// For builds without libFuzzer: runs each file named on the command line, and each file in the
// folders named there, once, as libFuzzer does with files. Options (words with a '-' in front) are
// passed over. Returns 0, or 2 with one line on standard error when a file cannot be read.
int fuzz_files(const Scenario& scenario, int argc, char** argv);

// For scenarios that work on data: at most so many bytes of the fuzzer's choice, which live until
// the run ends. They are part of the schedule, so a finding's trace has them; strategies other than
// the fuzzer draw them at random.
std::span<const std::uint8_t> fuzz_input(std::size_t most = 4096, Here at = Here::current());

}  // namespace heddle
