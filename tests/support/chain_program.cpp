// For the tests: a program that connects a chain and stays when that fails.
//   chain CHAIN: says why it failed, and ends when nothing is left of it; with 1 when something is left for long.

#include "agent/program/main.h"
#include "core/base/exceptions.h"
#include "core/routing/router.h"

#include <chrono>
#include <cstdio>

int main(int argc, char** argv)
{
    using namespace rz;
    return rhizome::main<>(argc, argv, [](rhizome::Program& program) {
        try {
            static_cast<void>(program.connect(program.arguments()[0]));
            return 2;
        } catch (const Exception& error) {
            std::puts(error.what());
        }
        const auto nothingLeft = [&program] { return program.router().getStreams().empty(); };
        return program.broker().runUntil(nothingLeft, Clock::now() + std::chrono::seconds(30)) ? 0 : 1;
    });
}
