#include "core/routing/id_source.h"

#include "core/base/assertion.h"
#include "core/base/str.h"
#include "core/routing/router.h"

#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

namespace rz::routing {

namespace {

constexpr std::uint32_t BlockSize = 1000;
// A context that wants more than a million ids is not given them.
constexpr std::size_t MaxBlocksPerContext = 1000;
constexpr std::uint32_t LastId = 0xffffffff;

class MasterIdSource final : public IdSource {
public:
    explicit MasterIdSource(Router& router) : m_router(router)
    {
        HandlerOptions options;
        options.handle = wire::AllocateId;
        const auto added =
            router.addHandler([this](const Message& message) { onAllocate(message); }, std::move(options));
        RZ_ASSERT(added);
        router.setRouteCheck([this](ContextId id, const Stream& from) { return givenTo(id, from); });
    }
    ~MasterIdSource() override
    {
        m_router.delHandler(wire::AllocateId);
        m_router.setRouteCheck({});
    }

    void allocate(Done done) override
    {
        const auto first = take(1);
        m_router.broker().deferLater([first, done = std::move(done)]() mutable {
            if (first)
                done(ContextId{*first});
            else
                done(fail(ErrorKind::Error, "all context ids are used up"));
        });
    }

private:
    std::optional<std::uint32_t> take(std::uint32_t count)
    {
        if (LastId - m_next < count)
            return std::nullopt;
        return std::exchange(m_next, m_next + count);
    }

    void onAllocate(const Message& message)
    {
        if (!message.wantsReply())
            return;
        m_router.route(message.replyWith(answer(message.srcId)));
    }

    Message answer(ContextId asker)
    {
        std::size_t& blocks = m_blocksOf[asker];
        if (blocks < MaxBlocksPerContext) {
            if (const auto first = take(BlockSize)) {
                ++blocks;
                m_owners[*first] = asker;
                return pickled(Tuple{{Value(*first), Value(*first + BlockSize)}});
            }
        }
        RZ_LOG_WARNING(m_router.log(), "no more ids for context ", raw(asker));
        return pickled(CallErrorValue{str("rhizome.Error: no more ids for context ", raw(asker))});
    }

    static Message pickled(Value value)
    {
        auto message = Message::pickled(value);
        RZ_ASSERT(message);
        return std::move(*message);
    }

    // The id is out of a block of a context that lies behind the stream.
    bool givenTo(ContextId id, const Stream& from) const
    {
        auto block = m_owners.upper_bound(raw(id));
        if (block == m_owners.begin())
            return false;
        --block;
        return raw(id) - block->first < BlockSize && m_router.streamById(block->second) == &from;
    }

    Router& m_router;
    std::uint32_t m_next = 1;
    std::map<std::uint32_t, ContextId> m_owners;  // by the first id of a block
    std::unordered_map<ContextId, std::size_t> m_blocksOf;
};

class ChildIdSource final : public IdSource {
public:
    explicit ChildIdSource(Router& router) : m_router(router), m_self(std::make_shared<ChildIdSource*>(this)) {}
    ~ChildIdSource() override { *m_self = nullptr; }

    void allocate(Done done) override
    {
        m_waiting.push_back(std::move(done));
        if (m_first < m_end)
            serveLater();
        else if (!std::exchange(m_asked, true))
            ask();
    }

private:
    void serveLater()
    {
        m_router.broker().deferLater([self = m_self] {
            if (*self != nullptr)
                (*self)->serve();
        });
    }

    void serve()
    {
        auto waiting = std::exchange(m_waiting, {});
        std::size_t served = 0;
        while (served < waiting.size() && m_first < m_end)
            waiting[served++](ContextId{m_first++});
        m_waiting.insert(m_waiting.begin(), std::move_iterator(waiting.begin() + static_cast<std::ptrdiff_t>(served)),
                         std::move_iterator(waiting.end()));
        if (!m_waiting.empty() && !std::exchange(m_asked, true))
            ask();
    }

    void ask()
    {
        HandlerOptions options;
        options.persist = false;
        options.respondent = MasterId;
        auto handle = m_router.addHandler(
            [self = m_self](const Message& message) {
                if (*self != nullptr)
                    (*self)->onAnswer(message);
            },
            std::move(options));
        Message request;
        request.dstId = MasterId;
        request.handle = wire::AllocateId;
        if (!handle) {
            m_router.broker().deferLater([self = m_self, error = std::move(handle).error()] {
                if (*self != nullptr)
                    (*self)->failAll(error);
            });
            return;
        }
        request.replyTo = *handle;
        m_router.route(std::move(request));
    }

    void onAnswer(const Message& message)
    {
        m_asked = false;
        const auto range = message.unpickle();
        if (!range) {
            failAll(range.error());
            return;
        }
        const auto* items = range->as<Tuple>();
        const auto number = [items](std::size_t i) {
            const auto* value = items->items[i].as<std::int64_t>();
            return value != nullptr && *value > 0 && *value <= LastId ? static_cast<std::uint32_t>(*value) : 0U;
        };
        if (items == nullptr || items->items.size() != 2 || number(0) == 0 || number(0) >= number(1)) {
            failAll(Error(ErrorKind::Decode, str("the master answered ", repr(*range), " instead of a range of ids")));
            return;
        }
        m_first = number(0);
        m_end = number(1);
        serve();
    }

    void failAll(const Error& error)
    {
        m_asked = false;
        for (Done& done : std::exchange(m_waiting, {}))
            done(std::unexpected(Error(error).within("no context id")));
    }

    Router& m_router;
    std::shared_ptr<ChildIdSource*> m_self;  // for answers that come after its end
    std::uint32_t m_first = 0;
    std::uint32_t m_end = 0;
    bool m_asked = false;
    std::vector<Done> m_waiting;
};

}  // namespace

std::unique_ptr<IdSource> makeMasterIdSource(Router& router)
{
    return std::make_unique<MasterIdSource>(router);
}

std::unique_ptr<IdSource> makeChildIdSource(Router& router)
{
    return std::make_unique<ChildIdSource>(router);
}

}  // namespace rz::routing
