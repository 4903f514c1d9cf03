# Flags live on targets, never on directories. Every core folder is built twice: rz_NAME for the desktop, rhizomectl and
# the tests, and rz_NAME_agent for the static agent (small, no Qt, no libssh).

add_library(rz_plain_flags INTERFACE)
target_compile_features(rz_plain_flags INTERFACE cxx_std_23)
target_include_directories(rz_plain_flags INTERFACE
    "$<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}>" "$<INSTALL_INTERFACE:include/rhizome>")
# Designated initialisers name what differs from the default. Whoever uses the installed library has warnings of his own.
target_compile_options(rz_plain_flags INTERFACE "$<BUILD_INTERFACE:-Wall;-Wextra;-Wpedantic;-Wconversion;-Wshadow>"
    "$<BUILD_INTERFACE:-Wnon-virtual-dtor;-Wno-missing-field-initializers>")
# g++ takes every source but a program's first for a header that gives away what is of one file alone.
if(CMAKE_UNITY_BUILD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(rz_plain_flags INTERFACE "$<BUILD_INTERFACE:-Wno-subobject-linkage>")
endif()

# No program or test knows where it was built; the second form is what ccache makes of the first (CCACHE_BASEDIR).
file(RELATIVE_PATH RZ_SOURCE_FROM_BUILD "${CMAKE_BINARY_DIR}" "${CMAKE_SOURCE_DIR}")
target_compile_options(rz_plain_flags INTERFACE "$<BUILD_INTERFACE:-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=>"
    "$<BUILD_INTERFACE:-ffile-prefix-map=${RZ_SOURCE_FROM_BUILD}/=>")

# Everything but the agent is looked at by sanitizers and fuzzers.
add_library(rz_flags INTERFACE)
target_link_libraries(rz_flags INTERFACE rz_plain_flags)
# What finds a function at its first call puts all registers on the stack, and with them what was copied last: it may be a secret.
target_link_options(rz_flags INTERFACE LINKER:-z,now)
if(RHIZOME_LINKER)
    target_link_options(rz_flags INTERFACE "$<BUILD_INTERFACE:-fuse-ld=${RHIZOME_LINKER}>")
endif()

set(RZ_TEST_TIMEOUT_FACTOR 1)
# The shell too: proxy commands, "Match exec" and script(1) use the user's, who may have none (/usr/sbin/nologin).
# How long a test may take is said once, to ctest (rz_test's TIMEOUT), not for each function of it.
set(RZ_TEST_ENVIRONMENT "QT_QPA_PLATFORM=offscreen" "LC_ALL=C.UTF-8" "SHELL=/bin/sh" "QTEST_FUNCTION_TIMEOUT=1500000")
if(RHIZOME_SANITIZE)
    set(RZ_TEST_TIMEOUT_FACTOR 5)
    target_compile_options(rz_flags INTERFACE
        -fsanitize=${RHIZOME_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(rz_flags INTERFACE -fsanitize=${RHIZOME_SANITIZE})
    set(RZ_SUPPRESSIONS "${CMAKE_SOURCE_DIR}/packaging/sanitizers")
    find_program(RZ_SYMBOLIZER llvm-symbolizer-19 REQUIRED)
    list(APPEND RZ_TEST_ENVIRONMENT
        "ASAN_SYMBOLIZER_PATH=${RZ_SYMBOLIZER}" "TSAN_SYMBOLIZER_PATH=${RZ_SYMBOLIZER}"
        "ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1:intercept_strndup=0"
        "LSAN_OPTIONS=suppressions=${RZ_SUPPRESSIONS}/lsan.supp:print_suppressions=0"
        "TSAN_OPTIONS=suppressions=${RZ_SUPPRESSIONS}/tsan.supp:halt_on_error=1:second_deadlock_stack=1"
        "UBSAN_OPTIONS=print_stacktrace=1")
endif()
if(RHIZOME_FUZZERS)
    target_compile_options(rz_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

# An agent has no exceptions: nothing of the engine throws, and the tables and the unwinder would be a fifth of it. What
# throws for others is NOT_IN_AGENT (rz_core_library). It is one static file whatever the rest is built as, so that it can
# travel; a sanitizer sees its code in the tests' own processes, whose libraries are made of the same sources.
add_library(rz_agent_flags INTERFACE)
target_link_libraries(rz_agent_flags INTERFACE rz_plain_flags)
target_compile_options(rz_agent_flags INTERFACE
    -g0 -DNDEBUG -U_GLIBCXX_ASSERTIONS -fno-exceptions -fno-rtti -fno-asynchronous-unwind-tables
    -ffunction-sections -fdata-sections -fno-pie)
target_link_options(rz_agent_flags INTERFACE
    -static -no-pie -s -Wl,--gc-sections -Wl,-z,noseparate-code
    -Os -g0 -flto=auto)

# Where agents are installed, below the prefix: one folder for each `uname -m`. Programs that look for them link rz_layout
# and find the place as RZ_AGENTS_DIR; in a build tree the agent is beside them.
set(RHIZOME_AGENTS_DIR "lib/rhizome/agents")
add_library(rz_layout INTERFACE)
target_compile_definitions(rz_layout INTERFACE RZ_AGENTS_DIR="${CMAKE_INSTALL_PREFIX}/${RHIZOME_AGENTS_DIR}")

# In an agent size goes before speed, but not where every message passes: those sources are FAST_IN_AGENT.
# rz_core_library(NAME [NO_AGENT] SOURCES a.cpp … [FAST_IN_AGENT b.cpp …] [NOT_IN_AGENT c.cpp …] [DEPENDS base …]
#                 [LIBRARIES Qt6::Core …])
function(rz_core_library name)
    cmake_parse_arguments(ARG "NO_AGENT" "" "SOURCES;FAST_IN_AGENT;NOT_IN_AGENT;DEPENDS;LIBRARIES" ${ARGN})
    add_library(rz_${name} STATIC ${ARG_SOURCES} ${ARG_FAST_IN_AGENT} ${ARG_NOT_IN_AGENT})
    target_link_libraries(rz_${name} PUBLIC rz_flags ${ARG_LIBRARIES})
    foreach(dependency ${ARG_DEPENDS})
        target_link_libraries(rz_${name} PUBLIC rz_${dependency})
    endforeach()
    if(NOT ARG_NO_AGENT)
        add_library(rz_${name}_agent STATIC EXCLUDE_FROM_ALL ${ARG_SOURCES})
        target_link_libraries(rz_${name}_agent PUBLIC rz_agent_flags)
        target_compile_options(rz_${name}_agent PRIVATE -Os)
        set_target_properties(rz_${name}_agent PROPERTIES INTERPROCEDURAL_OPTIMIZATION ON)
        foreach(dependency ${ARG_DEPENDS})
            target_link_libraries(rz_${name}_agent PUBLIC rz_${dependency}_agent)
        endforeach()
        if(ARG_FAST_IN_AGENT)
            add_library(rz_${name}_fast OBJECT EXCLUDE_FROM_ALL ${ARG_FAST_IN_AGENT})
            target_link_libraries(rz_${name}_fast PRIVATE rz_agent_flags)
            target_compile_options(rz_${name}_fast PRIVATE -O2)
            set_target_properties(rz_${name}_fast PROPERTIES INTERPROCEDURAL_OPTIMIZATION ON)
            target_sources(rz_${name}_agent PRIVATE "$<TARGET_OBJECTS:rz_${name}_fast>")
        endif()
    endif()
endfunction()

# A program of Qt Test.
function(rz_test_program name)
    cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES" ${ARGN})
    add_executable(${name} ${ARG_SOURCES})
    set_target_properties(${name} PROPERTIES AUTOMOC ON RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
    target_link_libraries(${name} PRIVATE ${ARG_LIBRARIES} rz_test_paths Qt6::Test)
    if(RHIZOME_SANITIZE STREQUAL "thread")
        target_link_libraries(${name} PRIVATE rz_plain_clone)
    endif()
endfunction()

# A test that ctest knows. It runs offscreen; with XVFB it gets an X server of its own instead.
function(rz_add_test name)
    cmake_parse_arguments(ARG "XVFB" "LABEL;TIMEOUT" "COMMAND" ${ARGN})
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 120)
    endif()
    math(EXPR ARG_TIMEOUT "${ARG_TIMEOUT} * ${RZ_TEST_TIMEOUT_FACTOR}")
    if(ARG_XVFB)
        list(TRANSFORM RZ_TEST_ENVIRONMENT REPLACE "offscreen" "xcb")
        list(PREPEND ARG_COMMAND xvfb-run --auto-servernum "--server-args=-screen 0 1600x1000x24")
    endif()
    add_test(NAME ${name} COMMAND ${ARG_COMMAND})
    set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABEL}" TIMEOUT ${ARG_TIMEOUT}
        ENVIRONMENT "${RZ_TEST_ENVIRONMENT}")
endfunction()

# rz_test(NAME LABEL unit|integration|gui|interop [TIMEOUT seconds] [XVFB] SOURCES … LIBRARIES …)
# A Qt Test class with a program of its own.
function(rz_test name)
    cmake_parse_arguments(ARG "XVFB" "LABEL;TIMEOUT" "SOURCES;LIBRARIES" ${ARGN})
    rz_test_program(${name} SOURCES ${ARG_SOURCES} LIBRARIES ${ARG_LIBRARIES})
    set(flags)
    if(ARG_XVFB)
        set(flags XVFB)
    endif()
    rz_add_test(${name} ${flags} LABEL ${ARG_LABEL} TIMEOUT ${ARG_TIMEOUT} COMMAND $<TARGET_FILE:${name}>)
endfunction()

# rz_tests(NAME LABEL … [TIMEOUT seconds] TESTS a_test b_test … [SOURCES …] LIBRARIES … [DEPENDS …])
# Tests that share a program, since they share what takes longest to compile: their headers. TESTS are the names of their
# sources, and what the program is told to run. The presets compile them as one, so it is an error when two of them define
# the same name.
function(rz_tests name)
    cmake_parse_arguments(ARG "" "LABEL;TIMEOUT" "TESTS;SOURCES;LIBRARIES;DEPENDS" ${ARGN})
    list(TRANSFORM ARG_TESTS APPEND ".cpp" OUTPUT_VARIABLE sources)
    rz_test_program(${name} SOURCES ${sources} ${ARG_SOURCES} LIBRARIES ${ARG_LIBRARIES} rz_test_program)
    set_target_properties(${name} PROPERTIES UNITY_BUILD_BATCH_SIZE 0)
    set_source_files_properties("${CMAKE_CURRENT_BINARY_DIR}/${name}_autogen/mocs_compilation.cpp"
        PROPERTIES COMPILE_DEFINITIONS RZ_WITHOUT_TESTS)
    if(ARG_DEPENDS)
        add_dependencies(${name} ${ARG_DEPENDS})
    endif()
    foreach(test ${ARG_TESTS})
        rz_add_test(${test} LABEL ${ARG_LABEL} TIMEOUT ${ARG_TIMEOUT} COMMAND $<TARGET_FILE:${name}> ${test})
    endforeach()
endfunction()

# rz_fuzzer(NAME CORPUS folder SOURCES … LIBRARIES …): LLVMFuzzerTestOneInput over our libraries. A build with
# RHIZOME_FUZZERS makes it a libFuzzer program in fuzz/; any other makes it a unit test that replays the corpus.
function(rz_fuzzer name)
    cmake_parse_arguments(ARG "" "CORPUS" "SOURCES;LIBRARIES" ${ARGN})
    cmake_path(ABSOLUTE_PATH ARG_CORPUS BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}")
    if(RHIZOME_FUZZERS)
        add_executable(${name} ${ARG_SOURCES})
        set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/fuzz")
        target_link_libraries(${name} PRIVATE ${ARG_LIBRARIES})
        target_link_options(${name} PRIVATE -fsanitize=fuzzer)
        add_dependencies(fuzzers ${name})
        file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/fuzz")
        file(CREATE_LINK "${ARG_CORPUS}" "${CMAKE_BINARY_DIR}/fuzz/${name}.corpus" SYMBOLIC)
    else()
        add_executable(${name}_replay ${ARG_SOURCES} "${CMAKE_SOURCE_DIR}/tests/fuzz/replay_main.cpp")
        set_target_properties(${name}_replay PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
        target_link_libraries(${name}_replay PRIVATE ${ARG_LIBRARIES})
        math(EXPR timeout "60 * ${RZ_TEST_TIMEOUT_FACTOR}")
        add_test(NAME ${name}_replay COMMAND ${name}_replay "${ARG_CORPUS}")
        set_tests_properties(${name}_replay PROPERTIES LABELS unit TIMEOUT ${timeout}
            ENVIRONMENT "${RZ_TEST_ENVIRONMENT}")
    endif()
endfunction()
