# How every target of the project is made: one library a folder, warnings from one place, each header compiled alone.

# GCC 12 warns of overlapping copies that cannot happen where an optimised std::string is joined (GCC bug 105651).
add_library(osslens_warnings INTERFACE)
target_compile_options(osslens_warnings INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual
    -Wformat=2>
  $<$<COMPILE_LANG_AND_ID:CXX,Clang>:-Wthread-safety>
  $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-restrict>
  $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<BOOL:${OSSLENS_WERROR}>>:-Werror>)

if(OSSLENS_SANITIZE)
  add_compile_options(-fsanitize=${OSSLENS_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${OSSLENS_SANITIZE})
endif()

# osslens_library(NAME SOURCES a.cc HEADERS a.h [PUBLIC lib...] [PRIVATE lib...])
# PUBLIC and PRIVATE are the arrows of the architecture; scripts/check-layers compares them with the includes.
function(osslens_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;HEADERS;PUBLIC;PRIVATE" ${ARGN})
  if(ARG_SOURCES)
    set(kind PUBLIC)
    set(private PRIVATE)
    add_library(${name} STATIC ${ARG_SOURCES})
  else()
    set(kind INTERFACE)
    set(private INTERFACE)
    add_library(${name} INTERFACE)
  endif()
  target_include_directories(${name} ${kind} ${CMAKE_SOURCE_DIR})
  target_sources(${name} ${kind} FILE_SET HEADERS BASE_DIRS ${CMAKE_SOURCE_DIR} FILES ${ARG_HEADERS})
  set_target_properties(${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
  target_link_libraries(${name} ${kind} ${ARG_PUBLIC} ${private} ${ARG_PRIVATE} osslens_warnings)
endfunction()

# osslens_test(NAME SOURCES a_test.cc LIBS lib...): one GoogleTest program, its cases listed in ctest. It runs at the root of
# the tree and names fixtures from there: a path of the machine among the flags would keep ccache from serving two checkouts.
function(osslens_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_compile_definitions(${name} PRIVATE OSSLENS_FIXTURES="tests/fixtures")
  target_link_libraries(${name} PRIVATE ${ARG_LIBS} GTest::gtest GTest::gmock GTest::gtest_main osslens_warnings)
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
endfunction()
