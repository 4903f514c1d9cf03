#include "core/routing/id_source.h"

#include "core/base/assertion.h"
#include "core/base/str.h"
#include "core/routing/id_blocks.h"
#include "core/routing/router.h"

#include <utility>
#include <vector>

namespace rz::routing {

namespace {

constexpr std::uint32_t BlockSize = 1000;
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
    }
    ~MasterIdSource() override { m_router.delHandler(wire::AllocateId); }

    void allocate(Done done) override
    {
        const std::uint32_t id = m_next == LastId ? 0 : m_next++;
        m_router.broker().deferLater([id, done = std::move(done)]() mutable {
            if (id != 0)
                done(ContextId{id});
            else
                done(fail(ErrorKind::Error, "all context ids are used up"));
        });
    }

private:
    void onAllocate(const Message& message)
    {
        if (!message.wantsReply())
            return;
        m_router.route(message.replyWith(answer(message.srcId)));
    }

    Message answer(ContextId asker)
    {
        if (LastId - m_next >= BlockSize) {
            const IdRange block{.first = m_next, .end = m_next + BlockSize};
            const auto stream = m_router.streamById(asker);
            if (stream != nullptr && m_router.idBlocks().give(asker, stream->remoteId(), block)) {
                m_next = block.end;
                return pickled(Tuple{{Value(block.first), Value(block.end)}});
            }
        }
        RZ_LOG_WARNING(m_router.log(), "no more ids for context ", raw(asker));
        return pickled(CallErrorValue{str("rhizome.Error: no more ids for context ", raw(asker))});
    }

    static Message pickled(const Value& value)
    {
        auto message = Message::pickled(value);
        RZ_ASSERT(message);
        return std::move(*message);
    }

    Router& m_router;
    std::uint32_t m_next = 1;
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
        const auto answer = message.unpickle();
        if (!answer) {
            failAll(answer.error());
            return;
        }
        const auto ids = toIdRange(*answer);
        if (!ids) {
            failAll(Error(ErrorKind::Decode, str("the master answered ", repr(*answer), " instead of a range of ids")));
            return;
        }
        m_first = ids->first;
        m_end = ids->end;
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
