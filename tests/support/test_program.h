#pragma once

#ifndef RZ_WITHOUT_TESTS  // what is generated

#include <QTest>

// In front of every source of a program with several Qt Test classes: QTEST_MAIN and its kin make no main() of their own there
// but one that the program's main() calls when its first argument is the name of their source, without its ending.
namespace rz::test {

// Before main(), with names that live as long as the program.
struct TestInProgram {
    TestInProgram(const char* source, int (*main)(int argc, char** argv));
};

}  // namespace rz::test

#undef QTEST_MAIN_WRAPPER
#define QTEST_MAIN_WRAPPER(TestObject, ...)              \
    static int mainOf##TestObject(int argc, char** argv) \
    {                                                    \
        QTest::Internal::callInitMain<TestObject>();     \
        __VA_ARGS__                                      \
        TestObject test;                                 \
        QTEST_SET_MAIN_SOURCE_PATH                       \
        return QTest::qExec(&test, argc, argv);          \
    }                                                    \
    static const rz::test::TestInProgram inProgram##TestObject(__FILE_NAME__, mainOf##TestObject);

#endif
