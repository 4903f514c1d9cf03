#pragma once

#include "tests/support/leak_check.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/attach_support.h"

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <unistd.h>

namespace rz::test {

// A tree whose master takes in programs that attach: what the tests of both ends begin with.
class ListeningTree {
protected:
    void begin()
    {
        m_leaks.emplace();
        m_directory.emplace();
        m_tree.emplace();
        m_doorman = Doorman();
    }
    // Gives what is left, empty when nothing is.
    std::string end()
    {
        m_listener.reset();
        const bool socketIsLeft = ::access(socket().c_str(), F_OK) == 0;
        m_tree.reset();
        m_directory.reset();
        return (socketIsLeft ? "the socket\n" : "") + m_leaks->leaks();
    }

    std::string socket() const { return m_directory->file("mitogen_unix_test.sock"); }
    void listen(Duration greetingTime = std::chrono::seconds(10))
    {
        Node& master = m_tree->master();
        m_listener = attach::Listener::create(*master.router, *master.ids, m_doorman,
                                              {.path = socket(), .greetingTime = greetingTime})
                         .value();
    }
    std::unique_ptr<attach::Attachment> attached(io::Broker& broker)
    {
        std::optional<Result<std::unique_ptr<attach::Attachment>>> outcome;
        const attach::ConnectOptions options{.deadline = std::chrono::seconds(10),
                                             .log = Log(m_tree->log, "attached", LogLevel::Debug)};
        const auto handle =
            attach::connect(broker, socket(), options, [&outcome](auto result) { outcome = std::move(result); });
        if (!m_tree->until([&] { return outcome.has_value(); }) || !*outcome)
            throw std::runtime_error(outcome ? outcome->error().text() : "nothing came of it");
        return std::move(**outcome);
    }
    std::unique_ptr<attach::Attachment> attached() { return attached(*m_tree->broker); }

    std::optional<LeakCheck> m_leaks;
    std::optional<TempDir> m_directory;
    std::optional<Tree> m_tree;
    Doorman m_doorman;
    std::unique_ptr<attach::Listener> m_listener;
};

}  // namespace rz::test
