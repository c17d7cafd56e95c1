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
  if(QUARTERDECK_SANITIZE STREQUAL thread AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    # Asio has a fence in its spin-free fast path, which the thread sanitizer does not follow; g++ 12 warns of each.
    target_compile_options(quarterdeck_options INTERFACE -Wno-tsan)
  endif()
endif()
# RE2 asks for it, and only sources that agree on it can share precompiled headers.
target_compile_options(quarterdeck_options INTERFACE -pthread)

# The release preset compiles the sources of a folder six at a time (CMAKE_UNITY_BUILD): a quarter of the time. So
# names of unnamed namespaces must differ within a folder. The other presets compile each alone, which finds forgotten
# #includes.
if(CMAKE_UNITY_BUILD)
  # To the compiler such a source looks like one that includes another's unnamed namespace.
  target_compile_options(quarterdeck_options INTERFACE -Wno-subobject-linkage)
endif()

# Headers that nearly every file of a kind reads, compiled once. They only save time: the presets debug, asan, tsan
# and fuzz build without them (CMAKE_DISABLE_PRECOMPILE_HEADERS), so a forgotten #include is still found.
# quarterdeck_precompiled(KIND LINK ... HEADERS ... [OPTIONS ...])
function(quarterdeck_precompiled kind)
  cmake_parse_arguments(ARG "" "" "LINK;HEADERS;OPTIONS" ${ARGN})
  set(stub ${CMAKE_BINARY_DIR}/precompiled/${kind}.cpp)
  file(CONFIGURE OUTPUT ${stub} CONTENT "// Carries the precompiled headers of ${kind}.\n")
  add_library(precompiled_${kind} OBJECT ${stub})
  set_target_properties(precompiled_${kind} PROPERTIES AUTOMOC OFF AUTORCC OFF)
  target_link_libraries(precompiled_${kind} PRIVATE quarterdeck_options ${ARG_LINK})
  target_compile_options(precompiled_${kind} PRIVATE ${ARG_OPTIONS})
  target_precompile_headers(precompiled_${kind} PRIVATE ${ARG_HEADERS})
endfunction()

# quarterdeck_library(NAME SOURCES ... LINK ... [PRIVATE_LINK ...] [PRECOMPILED core|network|widgets|none] [MOC])
# PRIVATE_LINK is for libraries that the folder's headers do not show. MOC: some class of it has Q_OBJECT.
function(quarterdeck_library name)
  cmake_parse_arguments(ARG "MOC" "PRECOMPILED" "SOURCES;LINK;PRIVATE_LINK" ${ARGN})
  if(NOT ARG_PRECOMPILED)
    set(ARG_PRECOMPILED core)
  endif()
  add_library(${name} STATIC ${ARG_SOURCES})
  set_target_properties(${name} PROPERTIES AUTOMOC ${ARG_MOC} UNITY_BUILD_BATCH_SIZE 6)
  if(NOT ARG_PRECOMPILED STREQUAL none)
    target_precompile_headers(${name} REUSE_FROM precompiled_${ARG_PRECOMPILED})
  endif()
  target_link_libraries(${name} PUBLIC quarterdeck_options ${ARG_LINK} PRIVATE ${ARG_PRIVATE_LINK})
endfunction()

# Definitions that differ from one test to the next would keep them from sharing precompiled headers.
set(quarterdeck_test_options $<$<CONFIG:Release>:-O0> -UQT_NETWORK_LIB -UQT_TESTCASE_BUILDDIR -UQT_TESTCASE_SOURCEDIR)

# quarterdeck_test(NAME LINK ... [SOURCES ...] [LABELS ...] [TIMEOUT seconds] [SERIAL] [REAL_SERVERS])
# One QtTest program per class: NAME.cpp beside the CMakeLists.txt. Runs with no display.
function(quarterdeck_test name)
  cmake_parse_arguments(ARG "SERIAL;REAL_SERVERS" "TIMEOUT" "SOURCES;LINK;LABELS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 60)
  endif()
  add_executable(${name} ${name}.cpp ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE quarterdeck_options Qt6::Test ${ARG_LINK})
  # A test's own code runs once: optimising it costs more than it saves. What it tests is optimised as ever.
  target_compile_options(${name} PRIVATE ${quarterdeck_test_options})
  # moc by hand: AUTOMOC would add a scan and an empty file of its own to each of some 180 programs.
  set(moc ${CMAKE_CURRENT_BINARY_DIR}/${name}.moc)
  add_custom_command(OUTPUT ${moc} DEPENDS ${name}.cpp VERBATIM
    COMMAND Qt6::moc -DQT_NO_KEYWORDS -o ${moc} ${CMAKE_CURRENT_SOURCE_DIR}/${name}.cpp)
  target_sources(${name} PRIVATE ${moc})
  target_include_directories(${name} PRIVATE ${CMAKE_CURRENT_BINARY_DIR})
  set_target_properties(${name} PROPERTIES AUTOMOC OFF)
  # What <QTest> declares depends on the Qt libraries that it is told of, and so do the precompiled headers: a test
  # with QTEST_MAIN has Qt Widgets, one with QTEST_GUILESS_MAIN or QTEST_APPLESS_MAIN has Qt Core, whatever they link.
  file(STRINGS ${name}.cpp widgets REGEX "^QTEST_MAIN")
  if(widgets)
    target_precompile_headers(${name} REUSE_FROM precompiled_widgettest)
  else()
    target_compile_options(${name} PRIVATE -UQT_WIDGETS_LIB -UQT_GUI_LIB)
    target_precompile_headers(${name} REUSE_FROM precompiled_test)
  endif()
  target_compile_definitions(${name} PRIVATE QUARTERDECK_TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data"
    QUARTERDECK_SOURCE_DIR="${PROJECT_SOURCE_DIR}" QUARTERDECK_BIN_DIR="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}")
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}"
    ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8;QT_LOGGING_RULES=qt.qpa.*=false")
  if(ARG_SERIAL)
    set_tests_properties(${name} PROPERTIES RUN_SERIAL TRUE)
  endif()
  # Databases and proxies that elect and time each other: one such test at a time, and first, since it mostly waits.
  if(ARG_REAL_SERVERS)
    set_tests_properties(${name} PROPERTIES RESOURCE_LOCK real_servers COST 1000)
  endif()
endfunction()

set(qt_core_headers <QByteArray> <QDateTime> <QDir> <QFile> <QFileInfo> <QHash> <QJsonArray> <QJsonDocument>
  <QJsonObject> <QList> <QMap> <QObject> <QSet> <QString> <QStringList> <QTimer> <QVariant>)
set(standard_headers <algorithm> <array> <chrono> <cmath> <cstdint> <deque> <functional> <map> <memory> <optional>
  <span> <string> <string_view> <unordered_map> <utility> <variant> <vector>)
set(qt_widget_headers <QAbstractItemModel> <QAction> <QApplication> <QHBoxLayout> <QKeyEvent> <QLabel> <QMenu>
  <QPainter> <QPainterPath> <QScrollBar> <QTableView> <QToolButton> <QVBoxLayout> <QWidget>)
quarterdeck_precompiled(core LINK Qt6::Core HEADERS ${standard_headers} ${qt_core_headers})
quarterdeck_precompiled(network LINK Qt6::Core Boost::headers
  HEADERS ${standard_headers} ${qt_core_headers} <boost/asio.hpp> <boost/beast/core.hpp> <boost/beast/http.hpp>)
quarterdeck_precompiled(widgets LINK Qt6::Widgets HEADERS ${standard_headers} ${qt_core_headers} ${qt_widget_headers})
set(test_headers ${standard_headers} ${qt_core_headers} <QTemporaryDir> <QTest> <QSignalSpy>)
quarterdeck_precompiled(test LINK Qt6::Test OPTIONS ${quarterdeck_test_options} HEADERS ${test_headers})
quarterdeck_precompiled(widgettest LINK Qt6::Widgets Qt6::Test OPTIONS ${quarterdeck_test_options}
  HEADERS ${test_headers} ${qt_widget_headers})
