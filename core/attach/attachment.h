#pragma once

#include "core/attach/handshake.h"
#include "core/attach/known_context.h"
#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/signal.h"
#include "core/base/time.h"
#include "core/base/unique_fd.h"
#include "core/io/broker.h"
#include "core/routing/id_blocks.h"
#include "core/routing/id_source.h"
#include "core/routing/router.h"
#include "core/rpc/context.h"
#include "core/wire/frame.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <sys/types.h>
#include <vector>

namespace rz::attach {

class Survey;

// What the program at the other end is made with.
enum class PeerKind : std::uint8_t {
    Rhizome,
    Mitogen,     // 0.3.39 or later
    OldMitogen,  // before that, or a relative of ours that speaks like it
};

// Our place in the tree of another program of this machine, which is our parent there. A router of its own on the caller's
// broker: any number of them, beside a tree of one's own. Nothing of ours is below it, and nobody there may call us.
//
// Calls, services and streams work through router() as in any tree: rpc::Context(router(), id). Contexts are started below
// one of its contexts with a connect::Connector on router() and ids(), `via` that context. What those log goes to
// the other program. Functions get the modules they import from there, too, and never from here.
//
// Broker thread. Its end is that of everything that waits on its router; not from inside one of that router's callbacks.
class Attachment {
public:
    ~Attachment();
    Attachment(const Attachment&) = delete;
    Attachment& operator=(const Attachment&) = delete;

    routing::Router& router() { return *m_router; }
    // Ids for contexts of our own there, asked of the other program when the first is needed.
    routing::IdSource& ids() { return *m_ids; }
    const std::string& path() const { return m_path; }
    ContextId id() const { return m_greeting.assigned; }
    // The other program as a context. Its services can be called; functions cannot be, unless it is somebody's child.
    rpc::Context server() { return {*m_router, m_greeting.server}; }
    // As it says itself: a number of its own namespace.
    std::uint32_t serverPid() const { return m_greeting.pid; }
    // As the kernel says; 0 when it has none in ours.
    pid_t processId() const { return m_processId; }
    PeerKind peerKind() const { return m_peerKind; }
    // As what its contexts take a FileService's chunks.
    wire::Magic fileChunks() const;
    bool attached() const { return m_attached; }

    // Known contexts, by id; the other program and ourselves are not among them. Mitogen has no list of them: what a
    // survey found, and what was noted.
    const std::vector<KnownContext>& contexts() const { return m_contexts; }
    // Looks for contexts, again or for the first time; contexts() changes as they are found. Rhizome is asked for its list.
    // With Mitogen every id that it has given so far is asked whether anybody has it (which costs a thousand new ids), and those
    // who are there who they are: Python contexts by a call of `eval`, which also waits for its turn in a busy one. `done` runs
    // once, not inside this call, with what could not be found out; also for those who ask while one is under way. A program that
    // is lost is such a failure; with the attachment's own end nothing comes. Who says nothing for so long as `silence` does not
    // answer.
    using OnSurveyed = std::move_only_function<void(Result<> complete)>;
    static constexpr Duration UsualSilence = std::chrono::seconds(5);
    void survey(OnSurveyed done, Duration silence = UsualSilence);
    // Less than that, to be done every few seconds: which of the known contexts answer still, and whether there are new ones
    // where the next ids are. Costs no ids; a busy context is not asked who it is again. What is far from the others (in
    // the block of ids of a context that starts some itself, say) only a survey finds.
    void refresh(OnSurveyed done);
    // A context that was learned of otherwise: connected, or named in a result. `name` and `parent` replace what was known.
    void note(ContextId id, std::string name, std::optional<ContextId> parent, bool native);

    // contexts() is another now: found, described, gone. Fires for each, many at a time.
    Signal<> contextsChanged;
    // The other program has ended, or the connection has broken. Once, last; not after the attachment was destroyed, which a
    // listener may do.
    Signal<const Error&> lost;

private:
    friend class Connecting;
    friend class Survey;

    static Result<std::unique_ptr<Attachment>> create(io::Broker& broker, std::string path, UniqueFd socket,
                                                      pid_t processId, const ServerGreeting& greeting, const Log& log);
    Attachment(io::Broker& broker, std::string path, pid_t processId, const ServerGreeting& greeting, const Log& log);
    void onLost(const Error& reason);
    void startSurvey(bool ofAll, Duration silence);
    void put(KnownContext context);
    void forget(ContextId id);
    // A block that was given to us.
    void addOwnIds(routing::IdRange range);

    class RouteWatch;

    const std::string m_path;
    const pid_t m_processId;
    const ServerGreeting m_greeting;
    PeerKind m_peerKind = PeerKind::OldMitogen;
    bool m_attached = true;
    std::vector<KnownContext> m_contexts;
    std::vector<routing::IdRange> m_ownIds;  // nobody has them, in order
    std::set<ContextId> m_listed;            // by the other program, the last time
    std::size_t m_surveys = 0;
    bool m_surveyedOnce = false;
    ContextId m_highest{};  // that any context ever had
    std::unique_ptr<routing::Router> m_router;
    std::unique_ptr<routing::IdSource> m_ids;
    std::unique_ptr<RouteWatch> m_watch;
    std::unique_ptr<Survey> m_survey;
    std::vector<OnSurveyed> m_surveyed;
    Subscription m_parentLost;
    std::shared_ptr<void> m_shutdownHook;
    std::shared_ptr<Attachment*> m_self;  // for tasks that may outlive it
};

}  // namespace rz::attach
