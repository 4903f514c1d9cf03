#pragma once

#include "core/modules/master_modules.h"
#include "core/modules/module_messages.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/routing_support.h"

#include <QString>
#include <QStringList>

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace rz::test {

inline wire::FrameHeader header(ContextId from, ContextId to, Handle handle, std::string_view payload,
                                Handle replyTo = NoHandle)
{
    return {.dstId = to,
            .srcId = from,
            .authId = from,
            .handle = handle,
            .replyTo = replyTo,
            .length = static_cast<std::uint32_t>(payload.size())};
}

// A tree whose master serves a few Python modules from a directory. Those who ask for them are children that the test plays
// itself.
class ModuleTree {
protected:
    void begin()
    {
        m_directory.emplace();
        m_directory->makeDirectory("p");
        m_directory->write("p/__init__.py", "from . import a\n");
        m_directory->write("p/a.py", "import other\n");
        m_directory->write("p/data", "content");
        m_directory->write("other.py", "x = 1  # !mitogen: minify_safe\n");
        m_tree.emplace();
        m_modules = std::move(*modules::MasterModules::create(*m_tree->master().router, {m_directory->path()}));
    }
    void end()
    {
        m_modules.reset();
        m_tree.reset();
        m_directory.reset();
    }

    // A child asks for a module by name.
    static void ask(RawPeer& child, ContextId from, ContextId to, std::string_view name, Handle replyTo = NoHandle)
    {
        child.sends(header(from, to, wire::GetModule, name, replyTo), name);
    }
    // All modules that have arrived at `child` of `parent`: "name", or "-name" where there is none.
    QStringList arrived(RawPeer& child, ContextId self, ContextId parent)
    {
        if (!child.settled(*m_tree->broker, self, parent))
            return {QStringLiteral("not settled")};
        QStringList names;
        while (const auto frame = child.receives(*m_tree->broker, Duration::zero())) {
            if (frame->header.handle == wire::LoadModule) {
                const auto head = modules::moduleHead(frame->payload);
                names << QString::fromStdString(head ? (head->present ? "" : "-") + head->name : "bad");
            }
        }
        return names;
    }
    // Until the answer that is still under way has come.
    QStringList answers(RawPeer& child, ContextId self, ContextId parent, qsizetype count)
    {
        QStringList names;
        m_tree->until([&] {
            names += arrived(child, self, parent);
            return names.size() >= count;
        });
        return names;
    }
    routing::RouterStats stats() { return m_tree->master().router->getStats(); }

    std::optional<TempDir> m_directory;
    std::optional<Tree> m_tree;
    std::unique_ptr<modules::MasterModules> m_modules;
};

}  // namespace rz::test
