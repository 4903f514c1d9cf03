#include "core/connect/openers/openssh_host_key.h"

#include "core/base/str.h"
#include "core/connect/host_key_rules.h"
#include "core/connect/methods/arguments.h"
#include "core/connect/openers/host_certificate.h"
#include "core/io/read_file.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace rz::connect {

namespace {

constexpr Duration KeygenTime = std::chrono::seconds(20);
// Of ssh-keygen for a name that is not in the file.
constexpr io::ExitStatus NotThere{.code = 1};

// "web1" of "[web1]:2222"; empty when there is no port in it.
std::string withoutPort(std::string_view name)
{
    const std::size_t end = name.rfind("]:");
    return name.starts_with('[') && end != std::string_view::npos ? std::string(name.substr(1, end - 1))
                                                                  : std::string();
}

// Whether it is in what ssh-keygen found for a name: "@cert-authority *.example.com ssh-ed25519 AAAA… comment".
bool holdsAuthority(std::string_view output, std::string_view authority)
{
    bool found = false;
    eachLine(output, [&found, authority](std::string_view line) {
        if (takeWord(line) != "@cert-authority")
            return;
        takeWord(line);
        takeWord(line);
        found = found || takeWord(line) == authority;
    });
    return found;
}

// Lines at the end of a file, which is made, with its directory, when there is none.
Result<> appendTo(const std::string& path, std::string_view lines)
{
    makeDirectoryOf(path);
    const UniqueFd file(::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
    struct stat status{};
    if (!file || ::fstat(file.get(), &status) != 0)
        return failErrno(path, errno);
    std::string text(lines);
    char last = '\n';
    if (status.st_size > 0 && ::pread(file.get(), &last, 1, status.st_size - 1) == 1 && last != '\n')
        text.insert(0, 1, '\n');
    if (::write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
        return failErrno(path, errno);
    return {};
}

// A file for ssh-keygen to change, beside another one and nobody else's. It goes with this, and so does the copy that
// ssh-keygen leaves.
class ScratchFile {
public:
    static Result<std::unique_ptr<ScratchFile>> create(const std::string& beside, std::string_view content)
    {
        makeDirectoryOf(beside);
        std::string name = str(beside, ".rhizome-", randomName());
        const UniqueFd file(::open(name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
        if (!file)
            return failErrno(beside, errno);
        std::unique_ptr<ScratchFile> made(new ScratchFile(std::move(name)));
        if (::write(file.get(), content.data(), content.size()) != static_cast<ssize_t>(content.size()))
            return failErrno(made->name(), errno);
        return made;
    }
    ~ScratchFile()
    {
        ::unlink(m_name.c_str());
        ::unlink((m_name + ".old").c_str());
    }
    ScratchFile(const ScratchFile&) = delete;
    ScratchFile& operator=(const ScratchFile&) = delete;

    const std::string& name() const { return m_name; }

private:
    explicit ScratchFile(std::string name) : m_name(std::move(name)) {}

    std::string m_name;
};

}  // namespace

OpensshHostKey::OpensshHostKey(const Hop& hop, const OpensshConfig& config, io::Broker& broker, OpenHost& host)
    : m_hop(hop), m_config(config), m_broker(broker), m_host(host)
{
}

OpensshHostKey::~OpensshHostKey()
{
    *m_alive = false;
}

void OpensshHostKey::question(std::vector<std::string> arguments, AskpassServer::Reply reply)
{
    constexpr std::size_t Arguments = 6;
    if (arguments.size() != Arguments || m_busy) {
        reply({});
        return;
    }
    // What is known for the order of algorithms and for the address stands in ssh's files.
    if (arguments[1] != "HOSTNAME") {
        reply(Secret());
        return;
    }
    m_busy = true;
    m_reply = std::move(reply);
    m_name = std::move(arguments[2]);
    m_type = std::move(arguments[3]);
    m_key = std::move(arguments[4]);
    m_fingerprint = std::move(arguments[5]);
    m_authority.clear();
    // Where no authority vouches for it, ssh goes on with the plain key, but without asking once more.
    if (isCertificate(m_type)) {
        auto certificate = parseHostCertificate(m_type, m_key);
        if (!certificate) {
            finish(Secret());
            return;
        }
        m_type = std::move(certificate->type);
        m_key = std::move(certificate->key);
        m_authority = std::move(certificate->authority);
    }
    m_known.clear();
    m_places.clear();
    // As ssh does: a key that is known for the host on the usual port will do on any other.
    const std::string other = m_config.hasAlias ? std::string() : withoutPort(m_name);
    for (const std::string& name : {other, m_name}) {
        for (const auto* files : {&m_config.otherKnownHosts, &m_config.userKnownHosts}) {
            for (const std::string& file : *files) {
                if (!name.empty() && ::access(file.c_str(), R_OK) == 0)
                    m_places.emplace_back(name, file);
            }
        }
    }
    if (m_authority.empty())
        lookInNext();
    else
        lookForAuthority(0);
}

void OpensshHostKey::lookForAuthority(std::size_t place)
{
    if (place == m_places.size()) {
        lookInNext();
        return;
    }
    const auto& [name, file] = m_places[place];
    m_program = ProgramOutput::start(m_broker, {"ssh-keygen", "-F", name, "-f", file}, KeygenTime,
                                     [this, place](Result<std::string> output) {
                                         if (output && holdsAuthority(*output, m_authority))
                                             finish(Secret());
                                         else if (!output && m_program->status() != NotThere)
                                             refuse(std::move(output).error());
                                         else
                                             lookForAuthority(place + 1);
                                     });
}

void OpensshHostKey::lookInNext()
{
    if (m_places.empty()) {
        judge();
        return;
    }
    const auto [name, file] = std::move(m_places.back());
    m_places.pop_back();
    m_file = file;
    m_program = ProgramOutput::start(m_broker, {"ssh-keygen", "-l", "-F", name, "-f", file}, KeygenTime,
                                     [this, exact = name == m_name](Result<std::string> output) {
                                         if (output)
                                             found(*output, exact);
                                         else if (m_program->status() != NotThere) {
                                             refuse(std::move(output).error());
                                             return;
                                         }
                                         lookInNext();
                                     });
}

// Two lines for each key: "# Host NAME found: line 3 REVOKED" and "NAME ED25519 SHA256:… comment". One that is known
// only by the name without port helps, but does not contradict.
void OpensshHostKey::found(std::string_view output, bool exact)
{
    Known known;
    bool authority = false;
    while (!output.empty()) {
        const std::size_t end = std::min(output.find('\n'), output.size());
        std::string_view line = output.substr(0, end);
        output.remove_prefix(std::min(end + 1, output.size()));
        if (line.starts_with("# Host ")) {
            constexpr std::string_view Found = " found: line ";
            const std::size_t begin = line.find(Found);
            line.remove_prefix(begin == std::string_view::npos ? line.size() : begin + Found.size());
            known = {.type = {}, .fingerprint = {}, .file = m_file};
            std::from_chars(line.data(), line.data() + line.size(), known.line);
            known.revoked = line.find("REVOKED") != std::string_view::npos;
            authority = line.find(" CA") != std::string_view::npos;
            continue;
        }
        takeWord(line);
        known.type = takeWord(line);
        known.fingerprint = takeWord(line);
        if (!authority && known.line > 0 && (exact || known.fingerprint == m_fingerprint))
            m_known.push_back(known);
        known.line = 0;
    }
}

void OpensshHostKey::judge()
{
    const auto same = [this](const Known& known) { return known.fingerprint == m_fingerprint; };
    const auto found = std::ranges::find_if(m_known, same);
    if (found != m_known.end()) {
        // ssh knows it, too; or refuses it itself, because it is revoked.
        finish(Secret());
        return;
    }
    const auto changed = std::ranges::find_if(
        m_known, [type = hostKeyFamily(m_type)](const Known& known) { return known.type == type && !known.revoked; });
    ask(changed == m_known.end() ? nullptr : &*changed);
}

void OpensshHostKey::ask(const Known* changed)
{
    Prompt prompt{.kind = changed != nullptr ? PromptKind::HostKeyChanged : PromptKind::HostKeyUnknown,
                  .subject = str(m_config.host, ':', m_config.port),
                  .program = "ssh"};
    prompt.maxAttempts = 1;
    HostKeyFacts facts{.host = m_name, .type = m_type, .fingerprint = m_fingerprint};
    const Known* shown = changed != nullptr ? changed : m_known.empty() ? nullptr : &m_known.front();
    if (shown != nullptr) {
        facts.oldType = shown->type;
        facts.oldFingerprint = shown->fingerprint;
        facts.knownHostsFile = shown->file;
        facts.knownHostsLine = shown->line;
    }
    prompt.hostKey = std::move(facts);
    m_host.ask(std::move(prompt),
               [this, alive = m_alive, known = changed != nullptr ? std::optional(*changed) : std::nullopt](
                   const PromptAnswer& answer) mutable {
                   if (*alive)
                       decided(answer.decision, std::move(known));
               });
}

void OpensshHostKey::decided(PromptAnswer::Decision decision, std::optional<Known> changed)
{
    using Decision = PromptAnswer::Decision;
    if (decision == Decision::AcceptAndRemember) {
        store(changed);
        return;
    }
    if (decision == Decision::AcceptOnce) {
        accept();
        return;
    }
    const bool nobody = decision == Decision::Cancelled;
    const std::string what = changed ? str("the key of ", m_config.host, " has changed")
                                     : str(m_config.host, " is not known by its ", m_type, " key");
    ErrorDetails details{
        .seen = str(m_type, ' ', m_fingerprint),
        .cause = "A connection is only made to hosts whose key is known or accepted.",
        .fix = "Compare the fingerprint with the host's own (ssh-keygen -lf /etc/ssh/ssh_host_…_key.pub) and accept "
               "it, or "
               "store the key beforehand.",
    };
    if (changed) {
        details.seen = str("shown: ", m_type, ' ', m_fingerprint, "\nknown: ", changed->type, ' ', changed->fingerprint,
                           " (", changed->file, " line ", changed->line, ')');
        details.cause = "Somebody may be intercepting the connection, or the host was installed anew.";
        details.fix =
            str("If the new key is right, remove the old one with: ssh-keygen -R '", m_name, "' -f ", changed->file);
    }
    refuse(Error(ErrorKind::HostKey, str(what, nobody ? ", and nobody could be asked" : ", and you refused it"))
               .withDetails(std::move(details)));
}

// ssh ends without an answer; what it then says is not needed any more.
void OpensshHostKey::refuse(Error error)
{
    m_host.failed(std::move(error));
    finish({});
}

void OpensshHostKey::store(const std::optional<Known>& changed)
{
    const std::string line = str(m_name, ' ', m_type, ' ', m_key, '\n');
    const bool mine =
        changed && std::ranges::find(m_config.userKnownHosts, changed->file) != m_config.userKnownHosts.end();
    if (mine) {
        m_program = ProgramOutput::start(m_broker, {"ssh-keygen", "-R", m_name, "-f", changed->file}, KeygenTime,
                                         [this, line](Result<std::string> done) {
                                             if (!done)
                                                 m_host.note(done.error().text());
                                             append(line);
                                         });
        return;
    }
    append(line);
}

void OpensshHostKey::append(const std::string& line)
{
    const auto file = fileForHostKeys(m_config.userKnownHosts);
    if (!file) {
        stored(std::unexpected(file.error()));
        return;
    }
    if (!m_config.hashKnownHosts) {
        stored(appendTo(*file, line));
        return;
    }
    // Only ssh-keygen can hash a name, and only in a file.
    auto scratch = ScratchFile::create(*file, line);
    if (!scratch) {
        stored(std::unexpected(std::move(scratch).error()));
        return;
    }
    const std::string& name = (*scratch)->name();
    m_program =
        ProgramOutput::start(m_broker, {"ssh-keygen", "-q", "-H", "-f", name}, KeygenTime,
                             [this, file = *file, hashing = std::move(*scratch)](const Result<std::string>& done) {
                                 const auto hashed = done ? io::readFile(hashing->name()) : done;
                                 stored(hashed ? appendTo(file, *hashed) : std::unexpected(hashed.error()));
                             });
}

// The connection is fine without.
void OpensshHostKey::stored(const Result<>& result)
{
    m_host.note(result ? "stored" : str("could not be stored: ", result.error().text()));
    accept();
}

void OpensshHostKey::accept()
{
    m_host.note(str(m_type, ", accepted by you"));
    finish(Secret(str(m_name, ' ', m_type, ' ', m_key)));
}

void OpensshHostKey::finish(std::optional<Secret> answer)
{
    m_busy = false;
    std::exchange(m_reply, {})(std::move(answer));
}

}  // namespace rz::connect
