#pragma once

#include "core/connect/openers/askpass_server.h"
#include "core/connect/openers/opener.h"
#include "core/connect/openers/openssh_command.h"
#include "core/connect/openers/program_output.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rz::connect {

// The part of our KnownHostsCommand that is done here: looks with ssh-keygen whether the key that a host shows is known,
// and asks the person when it is not. Answers with a line of known_hosts when it was accepted, with nothing when ssh
// knows enough by itself. Broker thread; one for a connection.
//
//   vouched   of a certificate: ssh-keygen looks whether its authority is one for the host; then the rest is for ssh to judge
//   looking   ssh-keygen goes through one file after the other, for the name and then for the one without port
//   asking    the person has the question
//   storing   the accepted key is written, by ssh-keygen where names are hashed
class OpensshHostKey {
public:
    OpensshHostKey(const Hop& hop, const OpensshConfig& config, io::Broker& broker, OpenHost& host);
    ~OpensshHostKey();

    // {"known-hosts", why, name, type, key, fingerprint}, as KnownHostsCommand was told them.
    void question(std::vector<std::string> arguments, AskpassServer::Reply reply);

private:
    // A key that is known by one of the names.
    struct Known {
        std::string type;  // "ED25519"
        std::string fingerprint;
        std::string file;
        int line = 0;
        bool revoked = false;
    };

    void lookForAuthority(std::size_t place);
    void lookInNext();
    void found(std::string_view output, bool exact);
    void judge();
    void ask(const Known* changed);
    void decided(PromptAnswer::Decision decision, std::optional<Known> changed);
    void refuse(Error error);
    void store(const std::optional<Known>& changed);
    void append(const std::string& line);
    void stored(const Result<>& result);
    void accept();
    void finish(std::optional<Secret> answer);

    const Hop m_hop;
    const OpensshConfig m_config;
    io::Broker& m_broker;
    OpenHost& m_host;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
    AskpassServer::Reply m_reply;
    bool m_busy = false;
    std::string m_name;
    std::string m_type;
    std::string m_key;
    std::string m_authority;  // what has signed its certificate; empty when there is none
    std::string m_fingerprint;
    std::vector<std::pair<std::string, std::string>> m_places;  // name and file that are still to be looked at
    std::string m_file;
    std::vector<Known> m_known;
    std::unique_ptr<ProgramOutput> m_program;
};

}  // namespace rz::connect
