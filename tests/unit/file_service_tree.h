#pragma once

#include "core/base/ids.h"
#include "core/base/unique_fd.h"
#include "core/base/value.h"
#include "core/rpc/pool.h"
#include "core/services/fetch_file.h"
#include "core/services/file_service.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/routing_support.h"

#include <QTest>

#include <cstddef>
#include <cstdint>
#include <fcntl.h>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace rz::test {

// Where the chunks of what a child of the test fetches go.
inline constexpr Handle Chunks{2000};

// That nothing compresses and no two parts of which are equal.
inline std::string pattern(std::size_t size)
{
    std::string text(size, '\0');
    std::uint32_t state = 1;
    for (char& character : text) {
        state = state * 1664525 + 1013904223;
        character = static_cast<char>(state >> 24);
    }
    return text;
}

inline Dict dict(std::initializer_list<std::pair<const char*, Value>> items)
{
    Dict out;
    for (const auto& [key, value] : items)
        out.set(Value(key), value);
    return out;
}

// A tree whose master serves files, and a directory for them.
class FileServiceTree {
protected:
    void begin()
    {
        m_directory.emplace();
        m_tree.emplace();
        openPool({});
    }
    void end()
    {
        m_pool.reset();
        m_tree.reset();
        m_directory.reset();
    }

    // In place of the one before, if there is one.
    void openPool(services::FileService::Options options)
    {
        m_pool.reset();
        m_pool = rpc::Pool::create(*m_tree->master().router, {.size = 4}).value();
        auto files = std::make_unique<services::FileService>(*m_tree->master().router, options);
        m_files = files.get();
        QVERIFY(m_pool->add(std::move(files)));
    }
    // What a child gets: the content, or why not.
    std::string fetched(Node& child, const std::string& path)
    {
        const std::string target = m_directory->file("fetched");
        const UniqueFd out(::open(target.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
        const auto metadata = services::fetchFile(child.context(MasterId), path, out.get(), Patience);
        return metadata ? readFile(target) : metadata.error().text();
    }
    bool allClosed()
    {
        return m_tree->until([&] { return m_files->open() == 0; });
    }

    std::optional<TempDir> m_directory;
    std::optional<Tree> m_tree;
    std::unique_ptr<rpc::Pool> m_pool;
    services::FileService* m_files = nullptr;
};

}  // namespace rz::test
