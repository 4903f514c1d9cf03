#pragma once

#include "core/base/ids.h"
#include "core/base/value.h"
#include "core/wire/frame.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

namespace rz::routing {

// Ids from `first` to before `end`.
struct IdRange {
    std::uint32_t first;
    std::uint32_t end;
};
// What the master answers to ALLOCATE_ID: a tuple of the two. Nothing when it is anything else.
std::optional<IdRange> toIdRange(const Value& answer);

// Which context was given which ids by the master (ALLOCATE_ID, protocol 3.7). Only what lies behind the same stream may announce
// contexts of these ids (protocol 3.10): else a child could take the place of any other, of the master as well, for whoever
// lies above it. The master enters what it gives; those between read it in the answers that pass through. Broker thread.
class IdBlocks {
public:
    // A context that wants more blocks than this is not given them, nor is what lies behind one neighbour, however many
    // contexts it claims to be: ids are not given twice, and there are some four million blocks.
    static constexpr std::size_t MaxPerContext = 1000;
    static constexpr std::size_t MaxVia = 100'000;

    // False when `owner`, or all that lies behind the neighbour `via`, has enough.
    bool give(ContextId owner, ContextId via, IdRange ids);
    std::optional<ContextId> ownerOf(ContextId id) const;
    // The context is gone, and its ids with it: they are not given twice.
    void forget(ContextId owner);

    // A frame on its way from below to the master, and one from there.
    void noteRequest(const wire::FrameHeader& header);
    void noteAnswer(const wire::FrameHeader& header, ContextId via, const Payload& payload);
    bool awaitsAnswers() const { return !m_asked.empty(); }

private:
    // More requests than this have no answer under way from anybody who means well.
    static constexpr std::size_t MaxRequests = 8;

    struct Block {
        std::uint32_t end;
        ContextId owner;
    };
    std::map<std::uint32_t, Block> m_blocks;                               // by the first id
    std::unordered_map<ContextId, std::vector<std::uint32_t>> m_firstIds;  // of the blocks of each owner
    std::map<ContextId, std::size_t> m_givenVia;                           // also to contexts that are gone
    std::unordered_map<ContextId, std::deque<Handle>> m_asked;             // where the answers go
};

}  // namespace rz::routing
