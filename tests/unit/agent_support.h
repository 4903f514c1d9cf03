#pragma once

#include <QString>

#include <cerrno>
#include <csignal>
#include <memory>
#include <sched.h>
#include <stop_token>
#include <string>
#include <sys/mount.h>
#include <unistd.h>

#include "core/base/exceptions.h"
#include "core/io/broker.h"
#include "core/routing/router.h"
#include "core/rpc/function.h"
#include "core/rpc/sender.h"

// Small words shared by the tests of the agent's functions.
namespace rz::test {

inline std::span<const std::byte> asBytes(std::string_view text)
{
    return std::as_bytes(std::span(text));
}

// A context for calling functions that ask about their call.
class Caller {
public:
    Caller() = default;
    ~Caller()
    {
        m_broker->shutdown();
        m_broker->join();
    }

    io::Broker& broker() { return *m_broker; }
    routing::Router& router() { return *m_router; }
    rpc::CallContext& call() { return m_call; }
    void cancel() { m_stop.request_stop(); }

private:
    // A router belongs to its broker's thread from birth.
    static std::unique_ptr<routing::Router> makeRouter(io::Broker& broker)
    {
        std::unique_ptr<routing::Router> router;
        static_cast<void>(
            broker.deferSync([&] { router = std::make_unique<routing::Router>(broker, routing::RouterOptions{}); }));
        return router;
    }

    std::unique_ptr<io::Broker> m_broker = valueOrThrow(io::Broker::create(io::Broker::Drive::OwnThread));
    std::unique_ptr<routing::Router> m_router = makeRouter(*m_broker);
    std::stop_source m_stop;
    rpc::CallContext m_call{.router = *m_router,
                            .externalContext = nullptr,
                            .caller = {},
                            .authority = {},
                            .cancelled = m_stop.get_token()};
};

template <class T>
T must(Result<T> result)
{
    return valueOrThrow(std::move(result));
}

template <class T>
QString errorOf(const Result<T>& result)
{
    return result ? QStringLiteral("(no error)") : QString::fromStdString(result.error().text());
}

inline bool isRoot()
{
    return ::geteuid() == 0;
}

// As an ordinary user while it lives, if the test runs as root, whom nothing is forbidden.
class AsOrdinaryUser {
public:
    AsOrdinaryUser()
    {
        if (m_wasRoot && ::seteuid(65534) != 0)
            std::abort();
    }
    ~AsOrdinaryUser()
    {
        if (m_wasRoot && ::seteuid(0) != 0)
            std::abort();
    }
    AsOrdinaryUser(const AsOrdinaryUser&) = delete;
    AsOrdinaryUser& operator=(const AsOrdinaryUser&) = delete;

private:
    bool m_wasRoot = isRoot();
};

// A small file system of its own that only this thread and its children see. Root only.
class TinyFileSystem {
public:
    TinyFileSystem(std::string path, const std::string& options) : m_path(std::move(path))
    {
        const bool made = ::unshare(CLONE_NEWNS) == 0 &&
                          ::mount("none", "/", "none", MS_REC | MS_PRIVATE, nullptr) == 0 &&
                          ::mount("tiny", m_path.c_str(), "tmpfs", 0, options.c_str()) == 0;
        if (!made)
            throwError(Error::fromErrno("cannot mount " + m_path, errno));
    }
    ~TinyFileSystem() { ::umount2(m_path.c_str(), MNT_DETACH); }
    TinyFileSystem(const TinyFileSystem&) = delete;
    TinyFileSystem& operator=(const TinyFileSystem&) = delete;

private:
    std::string m_path;
};

// Of a dict that must have it.
template <class T>
T at(const Value& dict, std::string_view key)
{
    const Value* const value = dict.find(key);
    if (value == nullptr || !value->is<T>())
        throwError(Error(ErrorKind::Error, "no such item: " + std::string(key) + " in " + repr(dict, 2000)));
    return *value->as<T>();
}

}  // namespace rz::test
