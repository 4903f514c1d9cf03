#pragma once

#include "core/attach/known_context.h"
#include "core/rpc/context.h"

#include <functional>
#include <memory>

namespace rz::attach {

// Asks a context what it is, by calls: its host, its user, its process, and of Python its parents. What it does not tell stays
// unknown. Broker thread; its end breaks it off.
class Description {
public:
    // `done` runs once, and may destroy it.
    using Done = std::move_only_function<void(KnownContext context)>;
    Description(routing::Router& router, KnownContext context, Done done);
    ~Description();
    Description(const Description&) = delete;
    Description& operator=(const Description&) = delete;

    void start();

private:
    void ask(const rpc::Call& call, void (Description::*answered)(Result<Value>));
    void onPython(Result<Value> told);
    void onUser(Result<Value> told);
    void onHost(Result<Value> told);
    void onUid(Result<Value> told);
    void onPid(Result<Value> told);
    void finish();

    const rpc::Context m_target;
    KnownContext m_context;
    Done m_done;
    bool m_isOldPython = false;
    rpc::PendingCall m_call;
    std::shared_ptr<Description*> m_self;  // for answers that come after its end
};

}  // namespace rz::attach
