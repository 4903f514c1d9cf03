#include "core/connect/libssh/host_key_check.h"

#include "core/base/str.h"
#include "core/connect/libssh/revoked_keys.h"
#include "core/io/profile.h"

namespace rz::connect::ssh {

namespace {

std::string whereKnown(const KnownKey& known)
{
    return str(known.file, " line ", known.line);
}

class Check {
public:
    Check(const HostKey& key, const Leg& leg, const KnownHosts& hosts, WorkerLink& link)
        : m_key(key), m_leg(leg), m_hosts(hosts), m_link(link), m_name(leg.knownName())
    {
    }

    // Before anything else, as OpenSSH: by what is configured to be revoked.
    Result<> checkRevocation() const
    {
        for (const std::string& file : m_leg.config.revokedHostKeys) {
            const Result<bool> found = isRevokedBy(file, m_key, m_link.token());
            if (m_link.closed())
                return std::unexpected(cancelledError());
            if (!found)
                return std::unexpected(notChecked(file, found.error()));
            if (*found)
                return std::unexpected(revoked(file));
        }
        return {};
    }

    Result<> run()
    {
        const Judgement judgement = judge();
        switch (judgement.verdict) {
        case Verdict::Known: m_link.note(str("known ", m_key.type)); return {};
        case Verdict::Revoked: return std::unexpected(revoked(whereKnown(*judgement.known)));
        case Verdict::Unknown: return onUnknown(judgement);
        case Verdict::Changed: return onChanged(*judgement.known);
        }
        return {};
    }

private:
    // As OpenSSH: a key that is known for the host on the usual port will do on any other.
    Judgement judge() const
    {
        Judgement judgement = m_hosts.judge(m_name, m_key);
        if (judgement.verdict == Verdict::Unknown && m_leg.config.hostKeyAlias.empty() && m_leg.config.port != 22) {
            Judgement usual = m_hosts.judge(knownName(m_leg.config.hostName, 22), m_key);
            if (usual.verdict == Verdict::Known || usual.verdict == Verdict::Revoked)
                return usual;
        }
        return judgement;
    }

    Result<> onUnknown(const Judgement& judgement)
    {
        switch (m_leg.hostKeys) {
        case HostKeyPolicy::Ignore: return {};
        case HostKeyPolicy::Enforce: return std::unexpected(unknown());
        case HostKeyPolicy::Accept:
            m_link.note(str("new ", m_key.type, ", accepted"));
            store(m_hosts.add(m_name, m_key, hashing()));
            return {};
        case HostKeyPolicy::Ask: break;
        }
        HostKeyFacts facts = describe();
        if (judgement.known) {
            facts.oldType = judgement.known->key.type;
            facts.oldFingerprint = judgement.known->key.fingerprint();
            facts.knownHostsFile = judgement.known->file;
            facts.knownHostsLine = judgement.known->line;
        }
        const auto decision = ask(PromptKind::HostKeyUnknown, std::move(facts));
        if (decision == PromptAnswer::Decision::AcceptAndRemember)
            store(m_hosts.add(m_name, m_key, hashing()));
        return concluded(decision, str(m_leg.host(), " is not known by its ", m_key.type, " key"));
    }

    Result<> onChanged(const KnownKey& known)
    {
        if (m_leg.hostKeys != HostKeyPolicy::Ask)
            return std::unexpected(changed(known));
        HostKeyFacts facts = describe();
        facts.oldType = known.key.type;
        facts.oldFingerprint = known.key.fingerprint();
        facts.knownHostsFile = known.file;
        facts.knownHostsLine = known.line;
        const auto decision = ask(PromptKind::HostKeyChanged, std::move(facts));
        if (decision == PromptAnswer::Decision::AcceptAndRemember)
            store(m_hosts.replace(m_name, m_key, hashing()));
        Result<> result = concluded(decision, str("the key of ", m_leg.host(), " has changed"));
        if (result)
            return {};
        ErrorDetails details = changed(known).details();
        return std::unexpected(std::move(result).error().withDetails(std::move(details)));
    }

    HostKeyFacts describe() const
    {
        return {.host = m_name, .type = m_key.type, .fingerprint = m_key.fingerprint(), .randomart = m_key.randomart()};
    }

    PromptAnswer::Decision ask(PromptKind kind, HostKeyFacts facts)
    {
        Prompt prompt{.kind = kind, .path = m_leg.path, .subject = m_leg.address(), .program = "ssh"};
        prompt.maxAttempts = 1;
        prompt.hostKey = std::move(facts);
        return m_link.ask(std::move(prompt)).decision;
    }

    Result<> concluded(PromptAnswer::Decision decision, const std::string& what)
    {
        if (m_link.closed())
            return std::unexpected(cancelledError());
        if (decision == PromptAnswer::Decision::AcceptOnce || decision == PromptAnswer::Decision::AcceptAndRemember) {
            m_link.note(str(m_key.type, ", accepted by you"));
            return {};
        }
        const bool nobody = decision == PromptAnswer::Decision::Cancelled;
        return std::unexpected(
            Error(ErrorKind::HostKey, str(what, nobody ? ", and nobody could be asked" : ", and you refused it"))
                .withDetails({.seen = str(m_key.type, ' ', m_key.fingerprint()),
                              .cause = "A connection is only made to hosts whose key is known or accepted.",
                              .fix = "Compare the fingerprint with the host's own (ssh-keygen -lf "
                                     "/etc/ssh/ssh_host_…_key.pub) and accept it, or store the key beforehand."}));
    }

    // The connection is fine without.
    void store(const Result<>& stored)
    {
        m_link.note(stored ? "stored" : str("could not be stored: ", stored.error().text()));
    }

    Hashing hashing() const { return m_leg.config.hashKnownHosts ? Hashing::Hashed : Hashing::Plain; }

    Error unknown() const
    {
        return Error(ErrorKind::HostKey, str("no ", m_key.type, " key of ", m_leg.host(), " is known"))
            .withDetails({.seen = str(m_key.type, ' ', m_key.fingerprint()),
                          .cause = "Host keys are enforced, and this one is in no known_hosts file.",
                          .fix = "Store the host's key in known_hosts, or let host keys be asked about."});
    }

    Error changed(const KnownKey& known) const
    {
        return Error(ErrorKind::HostKey, str("the key of ", m_leg.host(), " has changed"))
            .withDetails({.seen = str("shown: ", m_key.type, ' ', m_key.fingerprint(), "\nknown: ", known.key.type, ' ',
                                      known.key.fingerprint(), " (", whereKnown(known), ')'),
                          .cause = "Somebody may be intercepting the connection, or the host was installed anew.",
                          .fix = str("If the new key is right, remove the old one with: ssh-keygen -R '", m_name,
                                     "' -f ", known.file)});
    }

    Error notChecked(const std::string& file, const Error& error) const
    {
        return Error(ErrorKind::HostKey,
                     str("whether the key that ", m_leg.host(), " shows is revoked cannot be found out"))
            .withDetails(
                {.seen = str(file, ": ", error.text()),
                 .cause = "OpenSSH's configuration names this file for keys that are revoked (RevokedHostKeys).",
                 .fix = "Correct the file, or take it out of the configuration."});
    }

    Error revoked(const std::string& where) const
    {
        return Error(ErrorKind::HostKey, str("the key that ", m_leg.host(), " shows is revoked"))
            .withDetails({.seen = str(m_key.type, ' ', m_key.fingerprint(), " (", where, ')'),
                          .cause = "The key was marked as stolen or withdrawn.",
                          .fix = "Do not connect; ask who runs the host."});
    }

    const HostKey& m_key;
    const Leg& m_leg;
    const KnownHosts& m_hosts;
    WorkerLink& m_link;
    std::string m_name;
};

}  // namespace

Result<> checkHostKey(const HostKey& key, const Leg& leg, const KnownHosts& hosts, bool loopback, WorkerLink& link)
{
    const io::ProfileSpan span("host key");
    if (leg.hostKeys == HostKeyPolicy::Ignore) {
        link.note("not checked");
        return {};
    }
    Check check(key, leg, hosts, link);
    RZ_CHECK(check.checkRevocation());
    if (loopback && leg.config.trustLoopback) {
        link.note("not checked");
        return {};
    }
    return check.run();
}

}  // namespace rz::connect::ssh
