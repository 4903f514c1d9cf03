#include "core/routing/id_blocks.h"

#include "core/wire/pickle.h"

#include <algorithm>
#include <limits>

namespace rz::routing {

std::optional<IdRange> toIdRange(const Value& answer)
{
    const auto* pair = answer.as<Tuple>();
    if (pair == nullptr || pair->items.size() != 2)
        return std::nullopt;
    const auto id = [pair](std::size_t i) {
        const auto* value = pair->items[i].as<std::int64_t>();
        const bool fits = value != nullptr && *value > 0 && *value <= std::numeric_limits<std::uint32_t>::max();
        return fits ? static_cast<std::uint32_t>(*value) : 0U;
    };
    const IdRange range{.first = id(0), .end = id(1)};
    return range.first != 0 && range.first < range.end ? std::optional(range) : std::nullopt;
}

bool IdBlocks::give(ContextId owner, ContextId via, IdRange ids)
{
    auto& firstIds = m_firstIds[owner];
    std::size_t& givenVia = m_givenVia[via];
    if (firstIds.size() >= MaxPerContext || givenVia >= MaxVia)
        return false;
    if (m_blocks.try_emplace(ids.first, Block{.end = ids.end, .owner = owner}).second) {
        firstIds.push_back(ids.first);
        ++givenVia;
    }
    return true;
}

std::optional<ContextId> IdBlocks::ownerOf(ContextId id) const
{
    auto after = m_blocks.upper_bound(raw(id));
    if (after == m_blocks.begin())
        return std::nullopt;
    const Block& block = (--after)->second;
    return raw(id) < block.end ? std::optional(block.owner) : std::nullopt;
}

void IdBlocks::forget(ContextId owner)
{
    m_asked.erase(owner);
    m_givenVia.erase(owner);
    const auto node = m_firstIds.extract(owner);
    if (node.empty())
        return;
    for (const std::uint32_t first : node.mapped())
        m_blocks.erase(first);
}

void IdBlocks::noteRequest(const wire::FrameHeader& header)
{
    std::deque<Handle>& handles = m_asked[header.srcId];
    if (handles.size() == MaxRequests)
        handles.pop_front();
    handles.push_back(header.replyTo);
}

void IdBlocks::noteAnswer(const wire::FrameHeader& header, ContextId via, const Payload& payload)
{
    const auto asked = m_asked.find(header.dstId);
    if (asked == m_asked.end())
        return;
    const auto handle = std::ranges::find(asked->second, header.handle);
    if (handle == asked->second.end())
        return;
    asked->second.erase(handle);
    if (asked->second.empty())
        m_asked.erase(asked);
    const auto answer = wire::unpickle(payload.flat());
    if (const auto ids = answer ? toIdRange(*answer) : std::nullopt)
        give(header.dstId, via, *ids);
}

}  // namespace rz::routing
