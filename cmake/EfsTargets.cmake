# Helpers that give every target of the project the same warnings and options.

include(CheckCXXCompilerFlag)

add_library(efs_options INTERFACE)
target_compile_options(efs_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # So that ccache can serve precompiled headers (and what uses them).
  target_compile_options(efs_options INTERFACE $<$<COMPILE_LANGUAGE:CXX>:SHELL:-Xclang -fno-pch-timestamp>)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(efs_options INTERFACE -Wno-missing-field-initializers)
endif()
# Newer clang warns where designated initialisers leave fields to their defaults: that is their use.
check_cxx_compiler_flag(-Wmissing-designated-field-initializers EFS_WARNS_OF_LEFT_OUT_FIELDS)
if(EFS_WARNS_OF_LEFT_OUT_FIELDS)
  target_compile_options(efs_options INTERFACE -Wno-missing-designated-field-initializers)
endif()
# The same program wherever it is built: no folder of this machine in its messages.
target_compile_options(efs_options INTERFACE "-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=")
target_include_directories(efs_options INTERFACE ${CMAKE_SOURCE_DIR}/src)
if(EFS_SANITIZE)
  target_compile_options(efs_options INTERFACE -fsanitize=address,undefined -fno-omit-frame-pointer
                                               -fno-sanitize=vptr -fno-sanitize-recover=undefined)
  target_link_options(efs_options INTERFACE -fsanitize=address,undefined)
endif()
if(EFS_FUZZ)
  target_compile_options(efs_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

# efs_library(NAME core SOURCES a.cc b.cc LIBS efs_core spdlog::spdlog)
# makes the static library efs_<NAME>.
function(efs_library)
  cmake_parse_arguments(ARG "" "NAME" "SOURCES;LIBS" ${ARGN})
  add_library(efs_${ARG_NAME} STATIC ${ARG_SOURCES})
  target_link_libraries(efs_${ARG_NAME} PUBLIC efs_options ${ARG_LIBS})
endfunction()

# What `make asan-torch-free` and `make fuzz` build.
add_custom_target(torch_free_tests)
add_custom_target(fuzz_targets)

# efs_needs_torch(RESULT target): does it link libtorch, through whatever libraries of ours, or run
# a program that does (add_dependencies)?
function(efs_needs_torch result target)
  set(neighbours)
  foreach(property LINK_LIBRARIES INTERFACE_LINK_LIBRARIES MANUALLY_ADDED_DEPENDENCIES)
    get_property(value TARGET ${target} PROPERTY ${property})
    list(APPEND neighbours ${value})
  endforeach()
  set(found FALSE)
  foreach(neighbour IN LISTS neighbours)
    if(neighbour STREQUAL "efs_torch")
      set(found TRUE)
    elseif(neighbour MATCHES "^efs" AND TARGET ${neighbour})
      efs_needs_torch(found ${neighbour})
    endif()
    if(found)
      break()
    endif()
  endforeach()
  set(${result} ${found} PARENT_SCOPE)
endfunction()

# Called behind the directory's last line, when the dependencies of its tests are known.
function(efs_label_test name)
  get_property(labels TEST ${name} PROPERTY LABELS)
  efs_needs_torch(torch test_${name})
  if(NOT torch AND "fast" IN_LIST labels)
    list(APPEND labels torch_free)
    set_tests_properties(${name} PROPERTIES LABELS "${labels}")
    add_dependencies(torch_free_tests test_${name})
  endif()
endfunction()

# A test spends its time in the libraries, which are compiled as users run them; its own sources
# compile in half the time without optimisation, each alone: their helpers have the same short names.
# Also for the headers that they share.
function(efs_quick_to_compile target)
  target_compile_options(${target} PRIVATE -O0)
  set_target_properties(${target} PROPERTIES UNITY_BUILD OFF)
endfunction()

# efs_test(NAME core SOURCES a_test.cc LIBS efs_core [SLOW] [HEADERS efs_train])
# makes the GoogleTest program test_<NAME> and one ctest of that name, labelled fast or slow, and
# torch_free where it is fast and links no libtorch.
# One ctest a program: a process that links libtorch needs 0.6 s to start.
# HEADERS: the target whose precompiled headers it uses; GoogleTest's otherwise (tests/support).
function(efs_test)
  cmake_parse_arguments(ARG "SLOW" "NAME;HEADERS" "SOURCES;LIBS" ${ARGN})
  add_executable(test_${ARG_NAME} ${ARG_SOURCES})
  if(NOT ARG_HEADERS)
    set(ARG_HEADERS efs_test_headers)
    efs_quick_to_compile(test_${ARG_NAME})
  endif()
  target_link_libraries(test_${ARG_NAME} PRIVATE ${ARG_LIBS} efs_options GTest::gmock GTest::gtest_main)
  target_include_directories(test_${ARG_NAME} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_precompile_headers(test_${ARG_NAME} REUSE_FROM ${ARG_HEADERS})
  target_compile_definitions(test_${ARG_NAME} PRIVATE
    EFS_SOURCE_DIR="${CMAKE_SOURCE_DIR}" EFS_BINARY_DIR="${CMAKE_BINARY_DIR}")
  add_test(NAME ${ARG_NAME} COMMAND test_${ARG_NAME})

  set(label fast)
  if(ARG_SLOW)
    set(label slow)
  endif()
  # One that hangs fails, and does not hold up all others for the rest of the day.
  set_tests_properties(${ARG_NAME} PROPERTIES LABELS ${label} TIMEOUT 900)
  cmake_language(EVAL CODE "cmake_language(DEFER CALL efs_label_test ${ARG_NAME})")
  if(EFS_SANITIZE)
    set_tests_properties(${ARG_NAME} PROPERTIES ENVIRONMENT
      "LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tools/lsan.supp;UBSAN_OPTIONS=print_stacktrace=1")
  endif()
endfunction()

# efs_needs_onnxruntime(name): the test finds ONNX Runtime's library, installed by a test before it.
function(efs_needs_onnxruntime name)
  set_tests_properties(${name} PROPERTIES
    FIXTURES_REQUIRED onnxruntime
    ENVIRONMENT_MODIFICATION "EFS_ONNXRUNTIME=set:${CMAKE_BINARY_DIR}/onnxruntime/libonnxruntime.so.1")
endfunction()

# efs_fuzz(NAME label_formats SOURCES fuzz_label_formats.cc LIBS efs_data)
function(efs_fuzz)
  if(NOT EFS_FUZZ)
    return()
  endif()
  cmake_parse_arguments(ARG "" "NAME" "SOURCES;LIBS" ${ARGN})
  add_executable(fuzz_${ARG_NAME} ${ARG_SOURCES})
  target_link_libraries(fuzz_${ARG_NAME} PRIVATE ${ARG_LIBS} efs_options)
  target_include_directories(fuzz_${ARG_NAME} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_link_options(fuzz_${ARG_NAME} PRIVATE -fsanitize=fuzzer)
  add_dependencies(fuzz_targets fuzz_${ARG_NAME})
endfunction()

# efs_embed(sources report report/page/assets.h report_css a.css b.css)
# adds a source to the list `sources`: a function efs::report::report_css(), declared in that header,
# that returns the files as one text.
function(efs_embed sources folder header function)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${function}.cc)
  set(script ${CMAKE_SOURCE_DIR}/cmake/embed.cmake)
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} "-DINPUT=${ARGN}" -DOUTPUT=${output} -DFOLDER=${folder}
            -DHEADER=${header} -DFUNCTION=${function} -P ${script}
    DEPENDS ${ARGN} ${script}
    COMMENT "Embedding ${function}" VERBATIM)
  set(${sources} ${${sources}} ${output} PARENT_SCOPE)
endfunction()
