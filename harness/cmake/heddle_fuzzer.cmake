# heddle_add_fuzzer(NAME SCENARIO space::name SOURCES file... [LIBRARIES target...] [CORPUS folder])
#
# A program that fuzzes the interleavings (and the data) of one scenario with libFuzzer: the
# heddle::Scenario of that C++ name, which one of the sources or libraries defines. The sources are
# compiled with libFuzzer's instrumentation and as heddle_instrument() does; put the code under test
# there, so that what it does is seen.
#
# libFuzzer comes with clang. With other compilers NAME is a plain program that runs the files and
# folders named on its command line. With CORPUS there is a test, NAME.corpus, in both cases: each
# file of that folder is run once and must show nothing.
#
# Where Heddle was built with AddressSanitizer (HEDDLE_SANITIZE) so is the fuzzer.

function(heddle_add_fuzzer name)
  cmake_parse_arguments(PARSE_ARGV 1 fuzzer "" "SCENARIO;CORPUS" "SOURCES;LIBRARIES")
  if(fuzzer_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "heddle_add_fuzzer(${name}): unknown: ${fuzzer_UNPARSED_ARGUMENTS}")
  elseif(NOT fuzzer_SCENARIO MATCHES "^([A-Za-z_0-9]+::)*[A-Za-z_0-9]+$")
    message(FATAL_ERROR "heddle_add_fuzzer(${name}): SCENARIO must be the C++ name of a heddle::Scenario, "
                        "such as leaks::lost_result")
  endif()
  string(REGEX MATCH "[A-Za-z_0-9]+$" identifier ${fuzzer_SCENARIO})
  string(REGEX REPLACE "(::)?[A-Za-z_0-9]+$" "" space ${fuzzer_SCENARIO})
  set(declaration "extern const heddle::Scenario ${identifier};")
  if(space)
    set(declaration "namespace ${space} { ${declaration} }")
  endif()
  configure_file(${CMAKE_CURRENT_FUNCTION_LIST_DIR}/fuzzer.cpp.in ${CMAKE_CURRENT_BINARY_DIR}/${name}.fuzzer.cpp @ONLY)
  add_executable(${name} ${CMAKE_CURRENT_BINARY_DIR}/${name}.fuzzer.cpp ${fuzzer_SOURCES})
  target_link_libraries(${name} PRIVATE heddle::harness ${fuzzer_LIBRARIES})
  heddle_fuzzer_flags(${name})
  if(fuzzer_SOURCES)
    heddle_instrument(${name})
  endif()
  if(fuzzer_CORPUS)
    get_filename_component(corpus ${fuzzer_CORPUS} ABSOLUTE)
    add_test(NAME ${name}.corpus COMMAND ${name} -runs=0 ${corpus})
  endif()
endfunction()

# For programs that have LLVMFuzzerTestOneInput themselves: compiles and links an existing target as
# a fuzzer, or with HEDDLE_FUZZ_FILES defined where there is no libFuzzer.
function(heddle_fuzzer_flags target)
  if(HEDDLE_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${HEDDLE_SANITIZE})
    target_link_options(${target} PRIVATE -fsanitize=${HEDDLE_SANITIZE})
  endif()
  if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    # Depths of stacks mean nothing where each goroutine has one of its own.
    target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link
                                             -fno-sanitize-coverage=stack-depth)
    target_link_options(${target} PRIVATE -fsanitize=fuzzer)
  else()
    target_compile_definitions(${target} PRIVATE HEDDLE_FUZZ_FILES)
  endif()
endfunction()
