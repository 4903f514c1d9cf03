#include "agent/python_core.h"

#include "agent/inflate.h"
#include "core/base/str.h"

#include <utility>

namespace rz::agent {

namespace {

constexpr std::size_t MaxInit = 1024 * 1024;

Result<std::string> unpackedSource(const Payload& loadModule)
{
    RZ_TRY(const modules::ModuleSource source, modules::moduleSource(loadModule));
    if (!source.compressed)
        return source.text.toString();
    Inflater inflater(MaxInit);
    RZ_CHECK(inflater.feed(source.text.span()));
    return inflater.takeText();
}

}  // namespace

AgentPythonCore::AgentPythonCore(modules::ModuleForwarder& modules, rpc::PythonCore booted)
    : m_modules(modules), m_core(std::move(booted))
{
    if (m_core.source.empty())
        return;
    // A Python parent does not serve them: native children have them from us.
    if (auto package = modules::encodePlain("mitogen", Bytes(str("\n__version__ = ", m_core.version, '\n'))))
        m_modules.provide("mitogen", std::move(*package));
    if (auto core = modules::encodePlain("mitogen.core", m_core.source))
        m_modules.provide("mitogen.core", std::move(*core));
}

void AgentPythonCore::get(OnCore onCore)
{
    if (!m_core.source.empty()) {
        onCore(m_core);
        return;
    }
    m_modules.get("mitogen", [this, onCore = std::move(onCore)](const Payload& package) mutable {
        const auto init = unpackedSource(package);
        if (!init) {
            onCore(std::unexpected(Error(ErrorKind::Stream, "the master has no Mitogen")
                                       .withDetails({.seen = init.error().text(),
                                                     .cause = "Python contexts are started from the package mitogen "
                                                              "of the machine you sit at.",
                                                     .fix = "Install it there: sudo apt install python3-mitogen."})));
            return;
        }
        m_modules.get("mitogen.core",
                      [version = rpc::versionIn(*init), onCore = std::move(onCore)](const Payload& core) mutable {
                          auto source = modules::moduleSource(core);
                          if (source)
                              onCore(rpc::PythonCore{std::move(version), std::move(source->text), source->compressed});
                          else
                              onCore(std::unexpected(std::move(source).error()));
                      });
    });
}

}  // namespace rz::agent
