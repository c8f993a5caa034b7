# heddle_instrument(TARGET): from now on Heddle sees the accesses of TARGET's code to ordinary
# variables, and its std::atomic operations.
#
# The code is compiled with -fsanitize=thread; the functions that it then calls are Heddle's own
# (heddle::instrument), so nothing is linked with -fsanitize=thread. Where AddressSanitizer is on,
# which excludes -fsanitize=thread, clang's coverage of loads and stores takes its place.
function(heddle_instrument target)
  if(NOT TARGET ${target})
    message(FATAL_ERROR "heddle_instrument: there is no target '${target}'")
  endif()
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "INTERFACE_LIBRARY")
    message(FATAL_ERROR "heddle_instrument: '${target}' is an INTERFACE library: it has no code of its own; "
                        "name the targets that compile it")
  endif()
  string(TOUPPER "${CMAKE_BUILD_TYPE}" build_type)
  get_target_property(own_options ${target} COMPILE_OPTIONS)
  set(options "${HEDDLE_SANITIZE} ${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_${build_type}} ${own_options}")
  if(options MATCHES "address")
    if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
      message(FATAL_ERROR "heddle_instrument: with AddressSanitizer only clang can report accesses")
    endif()
    # Without a kind of coverage beside them, clang emits none of the two; this one costs least.
    target_compile_options(
      ${target}
      PRIVATE
        $<$<COMPILE_LANGUAGE:C,CXX>:-fsanitize-coverage=func,inline-bool-flag,trace-loads,trace-stores>
        "$<$<COMPILE_LANGUAGE:CXX>:SHELL:-include ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/asan_atomics.h>")
    # memcpy and its kin are AddressSanitizer's own; ours take their place in this code alone. (The
    # prefix is also that of its checks where it calls functions for them: it must not.)
    target_compile_options(
      ${target}
      PRIVATE
        "$<$<COMPILE_LANGUAGE:C,CXX>:SHELL:-mllvm -asan-memory-access-callback-prefix=__heddle_>"
        "$<$<COMPILE_LANGUAGE:C,CXX>:SHELL:-mllvm -asan-instrumentation-with-call-threshold=-1>")
    # The sanitizer's runtime has weak definitions of the functions that are called.
    target_link_options(${target} INTERFACE LINKER:-u,heddle_instrument_sancov)
    if(type STREQUAL "EXECUTABLE")
      target_link_options(${target} PRIVATE LINKER:-u,heddle_instrument_sancov)
    endif()
  else()
    # g++ turns small memcpy and its kin into moves that it does not instrument, and warns of
    # atomic_thread_fence, which Heddle's runtime knows.
    target_compile_options(
      ${target}
      PRIVATE
        $<$<COMPILE_LANGUAGE:C,CXX>:-fsanitize=thread>
        $<$<COMPILE_LANG_AND_ID:C,GNU>:-fno-builtin-memcpy;-fno-builtin-memmove;-fno-builtin-memset>
        $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fno-builtin-memcpy;-fno-builtin-memmove;-fno-builtin-memset;-Wno-tsan>)
  endif()
  target_link_libraries(${target} PRIVATE heddle::instrument)
endfunction()
