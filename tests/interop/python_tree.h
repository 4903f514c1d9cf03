#pragma once

#include "core/base/str.h"
#include "core/connect/method.h"
#include "core/rpc/context.h"
#include "tests/interop/python_program.h"
#include "tests/support/paths.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_master.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rz::test {

inline const connect::Hop LocalHop{.method = "local", .options = {}};

inline connect::Hop pythonHop(std::vector<std::string> command = {Python})
{
    List words;
    for (std::string& word : command)
        words.items.emplace_back(std::move(word));
    connect::Hop hop{.method = "local", .options = {}};
    hop.options.set("python_path", std::move(words));
    return hop;
}

// A package that imports all of its modules, each of which imports the one before.
inline void makePackage(const std::string& directory, int modules)
{
    std::string init;
    for (int i = 0; i < modules; ++i) {
        init += str("from bigpkg import m", i, "\n");
        writeFile(str(directory, "/m", i, ".py"),
                  i == 0 ? std::string("def count():\n    return 1\n")
                         : str("from . import m", i - 1, "\n\ndef count():\n    return 1 + m", i - 1, ".count()\n"));
    }
    writeFile(directory + "/__init__.py", str(init, "\ndef count():\n    return m", modules - 1, ".count()\n"));
}

// A master with stock Mitogen below it, and a directory of which it serves the modules.
class PythonTree {
protected:
    void begin()
    {
        m_directory.emplace();
        m_master.emplace(nullptr, LogLevel::Debug,
                         std::vector<std::string>{m_directory->path(), sourcePath("tests/interop")});
    }
    void end()
    {
        m_master.reset();
        m_directory.reset();
    }

    ContextId start(const connect::Hop& hop, std::optional<ContextId> via = {})
    {
        const Outcome outcome = m_master->connect(hop, via);
        if (!outcome.error().empty())
            throw std::runtime_error(outcome.error() + outcome.result().error().details().seen);
        return outcome.result()->id;
    }
    Value call(ContextId id, std::string_view function, std::vector<Value> args = {})
    {
        return m_master->context(id).call(function, std::move(args), {}, std::chrono::seconds(60));
    }
    std::int64_t number(ContextId id, std::string_view function) { return *call(id, function).as<std::int64_t>(); }
    std::string callError(ContextId id, std::string_view function, std::string* trace = nullptr)
    {
        const auto result = m_master->context(id).tryCall(rpc::Call::byName(function), std::chrono::seconds(60));
        if (result)
            return {};
        if (trace != nullptr)
            *trace = result.error().details().trace;
        return result.error().text();
    }

    std::optional<TempDir> m_directory;
    std::optional<TestMaster> m_master;
};

}  // namespace rz::test
