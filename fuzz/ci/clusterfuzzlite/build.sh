#!/bin/bash -eu
# Builds the fuzzers of this tree into $OUT, as OSS-Fuzz and ClusterFuzzLite ask for: with their
# compiler, and their engine's flags ($LIB_FUZZING_ENGINE) in place of our own. The harness is built
# with AddressSanitizer, so that it tells it about its stacks, and is not instrumented for coverage.
sanitize=
case ${SANITIZER:-address} in
  address) sanitize=address,undefined ;;
  *) echo "build.sh: SANITIZER=$SANITIZER is not supported" >&2; exit 1 ;;
esac
# What they put into CFLAGS would instrument the harness as well.
unset CFLAGS CXXFLAGS
build=${WORK:-build}/heddle
cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=None -DHEDDLE_SANITIZE=$sanitize \
  -DCMAKE_C_COMPILER="${CC:-clang}" -DCMAKE_CXX_COMPILER="${CXX:-clang++}" -DHEDDLE_FUZZ=ON \
  -DCMAKE_CXX_FLAGS="-O1 -g ${HEDDLE_EXTRA_CXXFLAGS:-}" -DHEDDLE_TESTS=OFF
cmake --build "$build" --target fuzzers
for fuzzer in "$build"/bin/fuzz_*; do
  name=$(basename "$fuzzer")
  cp "$fuzzer" "$OUT/"
  corpus=fuzz/corpus/${name#fuzz_}
  [ -d "$corpus" ] && (cd "$corpus" && zip -q "$OUT/${name}_seed_corpus.zip" ./*)
  printf '[libfuzzer]\nmax_len=4096\n' >"$OUT/$name.options"
done
exit 0
