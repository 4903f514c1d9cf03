#include "core/connect/libssh/public_key_auth.h"

#include "core/base/str.h"
#include "core/connect/libssh/agent_proxy.h"
#include "core/connect/libssh/key_file.h"

#include <algorithm>
#include <cerrno>

namespace rz::connect::ssh {

struct PublicKeyAuth::Identity {
    KeyFile file;
    std::string blob;  // of the public half; empty when it is not known
    bool tried = false;
};

namespace {

std::string baseName(std::string_view path)
{
    return std::string(path.substr(path.rfind('/') + 1));
}

}  // namespace

PublicKeyAuth::PublicKeyAuth(AuthContext& context) : m_context(context) {}

PublicKeyAuth::~PublicKeyAuth() = default;

Result<AuthOutcome> PublicKeyAuth::authenticate()
{
    loadOnce();
    RZ_TRY(AuthOutcome outcome, tryAgent());
    for (auto identity = m_identities.begin(); identity != m_identities.end() && outcome == AuthOutcome::Denied;
         ++identity) {
        if ((*identity)->tried || std::ranges::find(m_used, (*identity)->blob) != m_used.end())
            continue;
        RZ_TRY(outcome, tryFile(**identity));
    }
    return outcome;
}

std::optional<Result<AuthOutcome>> PublicKeyAuth::tryKeyAtHand()
{
    loadOnce();
    if (m_identities.empty() || (m_agent && !wantedAgentKeys().empty()))
        return {};
    Identity& first = *m_identities.front();
    if (!first.file.hasPrivateKey() || first.file.encrypted())
        return {};
    return tryFile(first);
}

void PublicKeyAuth::loadOnce()
{
    if (std::exchange(m_loaded, true))
        return;
    const Leg& leg = m_context.leg();
    for (const std::string& path : leg.config.identityFiles)
        loadFile(path, path == leg.query.identityFile);
    loadAgent();
}

void PublicKeyAuth::loadFile(const std::string& path, bool wanted)
{
    auto file = KeyFile::open(path);
    if (file) {
        auto identity = std::make_unique<Identity>(std::move(*file));
        identity->blob = identity->file.publicBlob();
        m_identities.push_back(std::move(identity));
    } else if (wanted || file.error().errnum() != ENOENT) {
        // The usual names are looked for everywhere and missing nearly everywhere.
        m_context.hindered(file.error().errnum() == 0 ? file.error()
                                                      : Error(file.error()).within("cannot read the key"));
    }
}

void PublicKeyAuth::loadAgent()
{
    const std::string& path = m_context.leg().config.identityAgent;
    if (path.empty())
        return;
    auto token = m_context.link().sharedToken();
    auto agent = AgentProxy::create(path, std::move(token));
    if (agent)
        m_agent = std::move(*agent);
    else
        m_context.link().note(agent.error().text());
}

std::vector<AgentKey> PublicKeyAuth::wantedAgentKeys() const
{
    std::vector<AgentKey> wanted;
    std::vector<AgentKey> others = m_agent->keys();
    for (const auto& identity : m_identities) {
        const auto found = std::ranges::find(others, identity->blob, &AgentKey::blob);
        if (identity->blob.empty() || found == others.end())
            continue;
        wanted.push_back(std::move(*found));
        others.erase(found);
    }
    if (!m_context.leg().config.identitiesOnly)
        wanted.insert(wanted.end(), others.begin(), others.end());
    std::erase_if(wanted, [&](const AgentKey& key) { return std::ranges::find(m_used, key.blob) != m_used.end(); });
    return wanted;
}

Result<AuthOutcome> PublicKeyAuth::tryAgent()
{
    const std::vector<AgentKey> wanted = m_agent ? wantedAgentKeys() : std::vector<AgentKey>();
    if (wanted.empty())
        return AuthOutcome::Denied;
    if (auto attached = m_agent->attach(m_context.raw(), wanted); !attached)
        return std::unexpected(std::move(attached).error());
    auto outcome = m_context.perform(ssh_userauth_agent, nullptr);
    const auto used = m_agent->signedWith();
    if (outcome && *outcome != AuthOutcome::Denied && used) {
        m_context.tried(str("publickey (", used->comment, ", of the agent)"));
        m_used.push_back(used->blob);
    } else {
        m_context.tried(wanted.size() == 1 ? str("publickey (", wanted.front().comment, ", of the agent)")
                                           : str("publickey (", wanted.size(), " keys of the agent)"));
    }
    // What the agent has offered need not be offered again from a file, let alone by asking for its passphrase.
    for (const auto& identity : m_identities)
        identity->tried = identity->tried || std::ranges::find(wanted, identity->blob, &AgentKey::blob) != wanted.end();
    return outcome;
}

Result<AuthOutcome> PublicKeyAuth::tryFile(Identity& identity)
{
    identity.tried = true;
    const KeyFile& file = identity.file;
    if (!file.hasPrivateKey())
        return AuthOutcome::Denied;
    // A key at hand is offered with its signature: one round trip less than asking first.
    if (!file.encrypted())
        return tryKey(identity, file.privateKey());

    if (ssh_key publicKey = file.publicKey(); publicKey != nullptr) {
        RZ_TRY(const AuthOutcome welcome, m_context.perform(ssh_userauth_try_publickey, nullptr, publicKey));
        if (welcome == AuthOutcome::Denied) {
            m_context.tried(str("publickey (", baseName(file.path()), ')'));
            return AuthOutcome::Denied;
        }
    }
    RZ_TRY(const KeyPtr key, unlock(identity));
    return key ? tryKey(identity, key.get()) : Result<AuthOutcome>(AuthOutcome::Denied);
}

Result<AuthOutcome> PublicKeyAuth::tryKey(Identity& identity, ssh_key privateKey)
{
    const std::string name = baseName(identity.file.path());
    std::vector<std::string> certificates = m_context.leg().config.certificateFiles;
    certificates.push_back(identity.file.path() + "-cert.pub");
    for (const std::string& certificate : certificates) {
        const KeyPtr certified = identity.file.withCertificate(privateKey, certificate);
        if (!certified)
            continue;
        m_context.tried(str("publickey (", name, " with ", baseName(certificate), ')'));
        RZ_TRY(const AuthOutcome outcome, m_context.perform(ssh_userauth_publickey, nullptr, certified.get()));
        if (outcome != AuthOutcome::Denied)
            return outcome;
    }
    m_context.tried(str("publickey (", name, ')'));
    auto outcome = m_context.perform(ssh_userauth_publickey, nullptr, privateKey);
    if (outcome && *outcome == AuthOutcome::Partial)
        m_used.push_back(identity.blob);
    return outcome;
}

// Null when the person goes on without this key, or there are no attempts left.
Result<KeyPtr> PublicKeyAuth::unlock(const Identity& identity)
{
    const KeyFile& file = identity.file;
    std::string lastFailure;
    constexpr int MaxAttempts = 3;
    for (int attempt = 1; attempt <= MaxAttempts; ++attempt) {
        Prompt prompt = m_context.prompt(PromptKind::Passphrase, file.path());
        prompt.attempt = attempt;
        prompt.maxAttempts = MaxAttempts;
        prompt.instruction = "Leave it empty to go on without this key.";
        prompt.fields = {{.label = "Passphrase"}};
        prompt.lastFailure = lastFailure;
        prompt.maySave = true;
        const std::string what = str("the passphrase of ", file.path());
        RZ_TRY(const auto fields, m_context.askIfAnybody(prompt, what));
        if (!fields) {
            // Another method may do without.
            m_context.hindered(m_context.unanswered(prompt, what));
            return KeyPtr();
        }
        const Secret& passphrase = fields->front();
        if (passphrase.empty()) {
            m_context.hindered(Error(ErrorKind::Password, str("no passphrase was given for ", file.path())));
            return KeyPtr();
        }
        KeyPtr key = file.decode(passphrase);
        m_context.link().outcome(prompt.id, key != nullptr);
        if (key)
            return key;
        lastFailure =
            str("That passphrase does not open ", baseName(file.path()), " (", attempt, " of ", MaxAttempts, ')');
    }
    m_context.hindered(Error(ErrorKind::Password, str("no right passphrase was given for ", file.path())));
    return KeyPtr();
}

}  // namespace rz::connect::ssh
