#pragma once

#include "core/attach/attachment.h"
#include "core/attach/probe.h"
#include "core/rpc/context.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <unordered_map>

namespace rz::attach {

class Description;

// Looks once for the contexts of the program that we are attached to. Rhizome lists them (ContextsService). Mitogen cannot:
// each id that was given out is pinged, some hundred at a time; who is there says so, and for all others the program says that there is no
// route. Then those who are there are asked what they are. Broker thread; its end breaks it off.
class Survey {
public:
    // `done` runs once and must not destroy it.
    using Done = std::function<void(Result<> complete)>;
    Survey(Attachment& attachment, Done done);
    ~Survey();
    Survey(const Survey&) = delete;
    Survey& operator=(const Survey&) = delete;

    void start();
    // Nothing can come any more.
    void end(const Error& reason) { finish(std::unexpected(reason)); }

    static constexpr std::size_t MaxAsked = 200'000;  // ids

private:
    void askForList();
    void takeList(const Value& list);
    void scan();
    void askMore();
    std::optional<ContextId> nextId();
    void onAnswer(ContextId id, PingAnswer answer);
    void onSilence();
    void describeMore();
    void settle();
    void finish(Result<> complete);

    Attachment& m_attachment;
    Done m_done;
    rpc::PendingCall m_list;
    std::uint32_t m_next = 1;  // the id to be asked
    std::uint32_t m_end = 1;
    std::size_t m_asked = 0;
    std::map<ContextId, Handle> m_waiting;  // for answers of these, at these handles
    std::size_t m_silent = 0;
    int m_silentRounds = 0;  // one after the other
    io::Timer m_silence;
    std::deque<KnownContext> m_undescribed;
    std::unordered_map<ContextId, std::unique_ptr<Description>> m_describing;
    std::shared_ptr<Survey*> m_self;  // for answers that come after its end
};

}  // namespace rz::attach
