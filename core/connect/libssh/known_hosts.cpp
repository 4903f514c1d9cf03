#include "core/connect/libssh/known_hosts.h"

#include "core/base/str.h"
#include "core/connect/host_key_rules.h"
#include "core/connect/libssh/known_hosts_line.h"
#include "core/connect/libssh/text_file.h"
#include "core/io/read_file.h"

#include <algorithm>

namespace rz::connect::ssh {

namespace {

// Calls visit(number, text, parsed) for each line of a file; a file that cannot be read has none.
template <class Visit>
void forEachLine(std::string_view content, Visit visit)
{
    int number = 0;
    while (!content.empty()) {
        const std::size_t end = std::min(content.find('\n'), content.size());
        std::string_view text = content.substr(0, end);
        if (text.ends_with('\r'))
            text.remove_suffix(1);
        visit(++number, text, parseKnownHostsLine(text));
        content.remove_prefix(std::min(end + 1, content.size()));
    }
}

void collect(const std::string& file, std::string_view name, std::vector<KnownKey>& into)
{
    const auto content = io::readFile(file);
    if (!content)
        return;
    forEachLine(*content, [&](int number, std::string_view, const std::optional<KnownHostsLine>& line) {
        if (!line || line->marker == "@cert-authority" || !line->matches(name))
            return;
        into.push_back({.key = line->key, .revoked = line->marker == "@revoked", .file = file, .line = number});
    });
}

bool ofOneFamily(const HostKey& one, const HostKey& other)
{
    return hostKeyFamily(one.type) == hostKeyFamily(other.type);
}

std::string newLine(std::string_view name, const HostKey& key, Hashing hashing)
{
    return str(hashing == Hashing::Hashed ? hashedName(name) : std::string(name), ' ', key.type, ' ', key.blob, '\n');
}

bool holds(std::string_view content, std::string_view name, const HostKey& key)
{
    bool found = false;
    forEachLine(content, [&](int, std::string_view, const std::optional<KnownHostsLine>& line) {
        found = found || (line && line->marker.empty() && line->key == key && line->matches(name));
    });
    return found;
}

// The file without what contradicts `key` under `name`.
std::string withoutContradictions(std::string_view content, std::string_view name, const HostKey& key)
{
    std::string kept;
    forEachLine(content, [&](int, std::string_view text, const std::optional<KnownHostsLine>& line) {
        const bool contradicts =
            line && line->marker.empty() && ofOneFamily(line->key, key) && line->key != key && line->matches(name);
        const std::optional<std::string> left = contradicts ? withoutName(text, *line, name) : std::string(text);
        if (left)
            kept += *left + '\n';
    });
    return kept;
}

std::vector<std::string_view> split(std::string_view list)
{
    std::vector<std::string_view> parts;
    while (!list.empty()) {
        const std::size_t comma = std::min(list.find(','), list.size());
        parts.push_back(list.substr(0, comma));
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return parts;
}

}  // namespace

std::string knownName(std::string_view host, std::uint16_t port)
{
    std::string name = port == 22 ? std::string(host) : str('[', host, "]:", port);
    std::ranges::transform(name, name.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return name;
}

KnownHosts::KnownHosts(std::vector<std::string> userFiles, std::vector<std::string> globalFiles)
    : m_userFiles(std::move(userFiles)), m_globalFiles(std::move(globalFiles))
{
}

std::vector<KnownKey> KnownHosts::keysOf(std::string_view name) const
{
    std::vector<KnownKey> keys;
    for (const std::string& file : m_userFiles)
        collect(file, name, keys);
    for (const std::string& file : m_globalFiles)
        collect(file, name, keys);
    return keys;
}

Judgement KnownHosts::judge(std::string_view name, const HostKey& key) const
{
    Judgement judgement;
    for (KnownKey& known : keysOf(name)) {
        const bool same = known.key == key;
        if (known.revoked) {
            if (same)
                return {.verdict = Verdict::Revoked, .known = std::move(known)};
        } else if (same) {
            judgement = {.verdict = Verdict::Known, .known = std::move(known)};
        } else if (judgement.verdict == Verdict::Unknown && ofOneFamily(known.key, key)) {
            judgement = {.verdict = Verdict::Changed, .known = std::move(known)};
        } else if (!judgement.known) {
            judgement.known = std::move(known);
        }
    }
    return judgement;
}

Result<> KnownHosts::add(std::string_view name, const HostKey& key, Hashing hashing) const
{
    RZ_TRY(const std::string file, fileForHostKeys(m_userFiles));
    return changeTextFile(file, [&](std::string content) {
        // Another connection may have been quicker.
        if (holds(content, name, key))
            return content;
        if (!content.empty() && !content.ends_with('\n'))
            content += '\n';
        return content + newLine(name, key, hashing);
    });
}

Result<> KnownHosts::replace(std::string_view name, const HostKey& key, Hashing hashing) const
{
    for (const KnownKey& known : keysOf(name)) {
        if (ofOneFamily(known.key, key) && std::ranges::find(m_userFiles, known.file) != m_userFiles.end()) {
            RZ_CHECK(changeTextFile(
                known.file, [&](const std::string& content) { return withoutContradictions(content, name, key); }));
        }
    }
    return add(name, key, hashing);
}

std::string preferKnown(std::string_view algorithms, const std::vector<KnownKey>& known)
{
    const auto isKnown = [&](std::string_view algorithm) {
        return std::ranges::any_of(known, [&](const KnownKey& one) {
            return !one.revoked &&
                   (one.key.type == algorithm || (one.key.type == "ssh-rsa" && algorithm.starts_with("rsa-sha2-")));
        });
    };
    std::vector<std::string_view> ordered = split(algorithms);
    std::ranges::stable_partition(ordered, isKnown);
    std::string text;
    for (const std::string_view algorithm : ordered)
        text += str(text.empty() ? "" : ",", algorithm);
    return text;
}

}  // namespace rz::connect::ssh
