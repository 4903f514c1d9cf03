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
#include <set>
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
    // Which ids it asks: all that were given out, or those of known contexts and some that new ones would have.
    enum class Reach : std::uint8_t { All, Known };
    Survey(Attachment& attachment, Reach reach, Duration silence, Done done);
    ~Survey();
    Survey(const Survey&) = delete;
    Survey& operator=(const Survey&) = delete;

    void start();
    Reach reach() const { return m_reach; }
    // Nothing can come any more.
    void end(const Error& reason) { finish(std::unexpected(reason)); }

    static constexpr std::size_t MaxAsked = 200'000;  // ids
    static constexpr std::size_t Guesses = 16;        // ids after the last that somebody has

private:
    void askForList();
    void takeList(const Value& list);
    void look();
    void scan();
    void askKnown();
    void guessFrom(std::uint64_t first);
    bool mayBeAnothers(ContextId id) const;
    const KnownContext* known(ContextId id) const;
    void askMore();
    std::optional<ContextId> nextId();
    void onAnswer(ContextId id, PingAnswer answer);
    void onSilence();
    void describeMore();
    void settle();
    void finish(Result<> complete);

    Attachment& m_attachment;
    const Reach m_reach;
    const Duration m_silenceTime;
    Done m_done;
    rpc::PendingCall m_list;
    std::uint32_t m_next = 1;  // the id to be asked
    std::uint32_t m_end = 1;
    std::deque<ContextId> m_guesses;  // instead, where the reach is Known
    std::set<ContextId> m_guessed;
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
