# How every target of this project is made, so that a folder's CMakeLists.txt says only
# what the folder holds and what it may link.
#
# Includes are written from the top of the tree ("models/fleet/target.h"): a reader sees
# which room a name comes from, and tests/tst_architecture.cpp can hold the arrows.

add_library(quarterdeck_options INTERFACE)
target_compile_options(quarterdeck_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align
  $<$<BOOL:${QUARTERDECK_WERROR}>:-Werror>)
# g++ 12 takes a std::optional that is empty on one path for an uninitialised read once it has inlined (GCC bug
# 80635); real ones are caught by the sanitizer builds and valgrind.
target_compile_options(quarterdeck_options INTERFACE
  $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
target_compile_definitions(quarterdeck_options INTERFACE
  QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_FOREACH QT_NO_KEYWORDS QT_NO_URL_CAST_FROM_STRING
  QT_NO_CAST_FROM_BYTEARRAY QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_DISABLE_DEPRECATED_BEFORE=0x060400)
target_include_directories(quarterdeck_options INTERFACE ${PROJECT_SOURCE_DIR})
if(QUARTERDECK_SANITIZE)
  target_compile_options(quarterdeck_options INTERFACE
    -fsanitize=${QUARTERDECK_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all -g)
  target_link_options(quarterdeck_options INTERFACE -fsanitize=${QUARTERDECK_SANITIZE})
endif()

# quarterdeck_library(NAME SOURCES ... LINK ... [PRIVATE_LINK ...])
# PRIVATE_LINK is for libraries that the folder's headers do not show.
function(quarterdeck_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK;PRIVATE_LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC quarterdeck_options ${ARG_LINK} PRIVATE ${ARG_PRIVATE_LINK})
endfunction()

# quarterdeck_test(NAME LINK ... [SOURCES ...] [LABELS ...] [TIMEOUT seconds] [SERIAL])
# One QtTest program per class: NAME.cpp beside the CMakeLists.txt. Runs with no display.
function(quarterdeck_test name)
  cmake_parse_arguments(ARG "SERIAL" "TIMEOUT" "SOURCES;LINK;LABELS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 60)
  endif()
  add_executable(${name} ${name}.cpp ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE quarterdeck_options Qt6::Test ${ARG_LINK})
  # A test's own code runs once: optimising it costs more than it saves. What it tests is optimised as ever.
  target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O0>)
  target_compile_definitions(${name} PRIVATE QUARTERDECK_TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data"
    QUARTERDECK_SOURCE_DIR="${PROJECT_SOURCE_DIR}" QUARTERDECK_BIN_DIR="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}")
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}"
    ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8;QT_LOGGING_RULES=qt.qpa.*=false")
  if(ARG_SERIAL)
    set_tests_properties(${name} PROPERTIES RUN_SERIAL TRUE)
  endif()
endfunction()
