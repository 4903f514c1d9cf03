#include "core/qt/outbox.h"

#include <algorithm>
#include <utility>

namespace rz::qt {
namespace {

void keepNewest(TransferNews& news, const fakessh::ProgramOutput& output)
{
    news.output.push_back(output);
    news.size += output.data.size();
    while (news.size > Outbox::MaxPrinted && news.output.size() > 1) {
        const std::size_t oldest = news.output.front().data.size();
        news.size -= oldest;
        news.dropped += oldest;
        news.output.pop_front();
    }
}

}  // namespace

Outbox::Outbox(std::function<void()> wake) : m_wake(std::move(wake)) {}

template <class Change>
void Outbox::put(Change change)
{
    {
        const std::lock_guard lock(m_mutex);
        change();
        if (std::exchange(m_woken, true))
            return;
    }
    m_wake();
}

void Outbox::nodeChanged(NodeSnapshot node)
{
    put([&] {
        auto& changed = m_batch.tree.changed;
        const auto [place, isNew] = m_places.try_emplace(node.key, changed.size());
        if (isNew)
            changed.push_back(std::move(node));
        else
            changed[place->second] = std::move(node);
    });
}

void Outbox::nodeRemoved(NodeKey node)
{
    put([&] {
        m_batch.tree.removed.push_back(node);
        m_batch.stories.erase(node);
        if (!m_places.contains(node))
            return;
        // Rare, and the places of all that follow have moved.
        auto& changed = m_batch.tree.changed;
        std::erase_if(changed, [node](const NodeSnapshot& entry) { return entry.key == node; });
        m_places.clear();
        for (std::size_t i = 0; i < changed.size(); ++i)
            m_places.emplace(changed[i].key, i);
    });
}

void Outbox::storyChanged(NodeKey node, connect::Story story)
{
    put([&] { m_batch.stories.insert_or_assign(node, std::move(story)); });
}

void Outbox::prompt(PromptEvent event)
{
    put([&] { m_batch.prompts.push_back(std::move(event)); });
}

void Outbox::log(LogRecord record)
{
    put([&] {
        if (m_batch.logs.size() < MaxLogs)
            m_batch.logs.push_back(std::move(record));
        else
            ++m_batch.droppedLogs;
    });
}

void Outbox::routes(std::vector<routing::RouteInfo> routes)
{
    put([&] { m_batch.routes = std::move(routes); });
}

void Outbox::links(std::vector<LinkSnapshot> links)
{
    put([&] { m_batch.links = std::move(links); });
}

void Outbox::modules(ModulesSnapshot modules)
{
    put([&] { m_batch.modules = std::move(modules); });
}

void Outbox::sharing(SharingSnapshot sharing)
{
    put([&] { m_batch.sharing = std::move(sharing); });
}

void Outbox::serving(ServingSnapshot serving)
{
    put([&] { m_batch.serving = std::move(serving); });
}

void Outbox::callStreamed(std::uint64_t call, Value value)
{
    put([&] { m_batch.calls[call].values.push_back(std::move(value)); });
}

void Outbox::callFinished(std::uint64_t call, Result<Value> result)
{
    put([&] { m_batch.calls[call].result = std::move(result); });
}

void Outbox::transferTold(std::uint64_t transfer, const fakessh::TransferEvent& event)
{
    put([&] {
        TransferNews& news = m_batch.transfers[transfer];
        if (const auto* output = std::get_if<fakessh::ProgramOutput>(&event))
            keepNewest(news, *output);
        else if (const auto* traffic = std::get_if<fakessh::Traffic>(&event))
            news.traffic = *traffic;
        else
            news.end = std::get<Result<io::ExitStatus>>(event);
    });
}

void Outbox::task(std::move_only_function<void()> task)
{
    put([&] { m_batch.tasks.push_back(std::move(task)); });
}

Batch Outbox::take()
{
    const std::lock_guard lock(m_mutex);
    m_woken = false;
    m_places.clear();
    return std::exchange(m_batch, {});
}

}  // namespace rz::qt
