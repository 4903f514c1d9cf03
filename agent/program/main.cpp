#include "agent/program/main.h"

#include "agent/run.h"
#include "core/base/exceptions.h"
#include "core/base/str.h"
#include "core/connect/explain.h"
#include "core/io/descriptors.h"
#include "core/io/profile.h"

#include <string>
#include <unistd.h>

namespace rhizome {

using namespace rz;

namespace {

void complain(const char* program, std::string_view text)
{
    const std::string line = str(program, ": ", text, '\n');
    static_cast<void>(::write(STDERR_FILENO, line.data(), line.size()));
}

}  // namespace

int detail::main(int argc, char** argv, void (*addFunctions)(rpc::Registry&), const std::function<int(Program&)>& body)
{
    if (agent::startedAsAgent(argc, argv))
        return agent::run(argc, argv, addFunctions);
    io::fillStandardStreams();
    io::enableProfilingByEnvironment();
    const io::ThreadProfile profile("main");
    const char* const name = argc > 0 ? argv[0] : "program";
    try {
        Program program(argc, argv);
        return body(program);
    } catch (const Exception& exception) {
        complain(name, connect::explain(exception.error()));
    } catch (const std::exception& exception) {
        complain(name, exception.what());
    } catch (...) {
        complain(name, "something that is no exception was thrown");
    }
    return 1;
}

}  // namespace rhizome
