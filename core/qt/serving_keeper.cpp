#include "core/qt/serving_keeper.h"

#include <algorithm>
#include <utility>

namespace rz::qt {
namespace {

// A context may ask for many files a second.
constexpr Duration PublishDelay = std::chrono::milliseconds(100);

}  // namespace

// Chunks have to be as the installed Mitogen takes them, which is not looked for before somebody needs it.
Result<> ServingKeeper::start()
{
    if (m_files != nullptr)
        return {};
    services::FileService::Options options;
    options.chunks = m_parts.modules.fileChunks();
    options.told = [this, &broker = m_parts.router.broker(),
                    alive = std::weak_ptr(m_alive)](services::FileFetch fetch) {
        // On the broker thread, too: what other threads told before may still be queued.
        broker.deferLater([this, alive, fetch = std::move(fetch)]() mutable {
            if (!alive.expired())
                note(std::move(fetch));
        });
    };
    auto files = std::make_unique<services::FileService>(m_parts.router, std::move(options));
    services::FileService* const added = files.get();
    RZ_CHECK(m_parts.services.add(std::move(files)));
    m_files = added;
    return {};
}

void ServingKeeper::serve(const Result<services::ServedPath>& found)
{
    const auto added = add(found);
    m_shown.failure = added ? std::nullopt : std::optional(added.error());
    publishSoon();
}

Result<> ServingKeeper::add(const Result<services::ServedPath>& found)
{
    if (!found)
        return std::unexpected(found.error());
    if (std::ranges::find(m_shown.paths, *found) != m_shown.paths.end())
        return {};
    RZ_CHECK(start());
    RZ_CHECK(m_files->serve(*found));
    m_shown.paths.push_back(*found);
    RZ_LOG_INFO(m_parts.router.log(), "contexts may fetch ", found->path);
    return {};
}

void ServingKeeper::withdraw(const std::string& path)
{
    const auto gone = std::ranges::find(m_shown.paths, path, &services::ServedPath::path);
    if (gone == m_shown.paths.end())
        return;
    m_files->withdraw(*gone);
    m_shown.paths.erase(gone);
    m_shown.failure.reset();
    RZ_LOG_INFO(m_parts.router.log(), "contexts may not fetch ", path, " any more");
    publishSoon();
}

// Of a request it is told at its beginning and at its end.
void ServingKeeper::note(services::FileFetch fetch)
{
    if (fetch.state == services::FileFetch::State::Sent) {
        ++m_shown.sentFiles;
        m_shown.sentBytes += fetch.size;
    }
    auto& fetches = m_shown.fetches;
    const auto known =
        std::ranges::lower_bound(fetches, fetch.number, {}, [](const FetchSnapshot& one) { return one.fetch.number; });
    if (known != fetches.end() && known->fetch.number == fetch.number) {
        known->fetch = std::move(fetch);
    } else if (fetch.number > m_lastNumber) {
        m_lastNumber = fetch.number;
        fetches.push_back({.fetch = std::move(fetch), .since = std::chrono::system_clock::now()});
        if (fetches.size() > MaxFetches)
            fetches.erase(fetches.begin());
    }
    publishSoon();
}

void ServingKeeper::publishSoon()
{
    if (!m_publishing.active())
        m_publishing = m_parts.router.broker().after(PublishDelay, [this] { m_parts.outbox.serving(m_shown); });
}

}  // namespace rz::qt
