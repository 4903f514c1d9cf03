#include "app/transfers/source_size.h"

#include "core/io/profile.h"

#include <QDirIterator>
#include <QFileInfo>
#include <QPromise>

#include <algorithm>
#include <thread>

namespace rz::app {
namespace {

using Promise = QPromise<std::uint64_t>;

void count(const QStringList& paths, Promise& promise)
{
    std::uint64_t bytes = 0;
    for (const QString& path : paths) {
        if (promise.isCanceled())
            break;
        if (const QFileInfo top(path); top.isFile())
            bytes += static_cast<std::uint64_t>(top.size());
        QDirIterator files(path, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext() && !promise.isCanceled()) {
            files.next();
            bytes += static_cast<std::uint64_t>(files.fileInfo().size());
        }
    }
    promise.addResult(bytes);
    promise.finish();
}

}  // namespace

SourceSize::SourceSize(qt::EngineApi& engine, const TransferOrder& order)
{
    if (order.from.isDesktop())
        countHere(order.sources);
    else if (std::ranges::all_of(order.sources, [](const QString& path) { return path.startsWith(u'/'); }))
        countAt(engine, *order.from.node, order.sources);
}

// It is not waited for: a file system may take its time.
SourceSize::~SourceSize()
{
    m_here.future().cancel();
}

void SourceSize::countHere(const QStringList& paths)
{
    const auto promise = std::make_shared<Promise>();
    connect(&m_here, &QFutureWatcherBase::finished, this, [this] {
        if (m_here.future().resultCount() > 0)
            emit found(m_here.result());
    });
    m_here.setFuture(promise->future());
    promise->start();
    // Of no pool, which the end of the program would wait for.
    std::thread([promise, paths] {
        const io::ThreadProfile profile("source-size");
        const io::ProfileSpan span("count");
        count(paths, *promise);
    }).detach();
}

void SourceSize::countAt(qt::EngineApi& engine, qt::NodeKey node, const QStringList& paths)
{
    m_awaited = static_cast<std::size_t>(paths.size());
    for (const QString& path : paths) {
        m_calls.push_back(engine.call(node, rpc::Call::byName("fs.disk_usage", {Value(path.toStdString())})));
        connect(m_calls.back().get(), &qt::CallJob::finished, this, [this](const Result<Value>& result) {
            const Value* const size = result ? result->find("size") : nullptr;
            const std::int64_t* const bytes = size == nullptr ? nullptr : size->as<std::int64_t>();
            if (bytes == nullptr)
                return;
            m_bytes += static_cast<std::uint64_t>(std::max<std::int64_t>(*bytes, 0));
            if (--m_awaited == 0)
                emit found(m_bytes);
        });
    }
}

}  // namespace rz::app
