#include "core/connect/discovery.h"

#include "core/base/str.h"
#include "core/base/utf8.h"
#include "core/connect/openers/program_output.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <iterator>
#include <unistd.h>
#include <utility>

namespace rz::connect {

namespace {

constexpr Duration AnswerPatience = std::chrono::seconds(15);
constexpr std::size_t MaxCandidates = 10'000;
constexpr const char* Accounts = "/etc/passwd";

std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos)
            return parts;
        text.remove_prefix(end + 1);
        // Columns are filled up with blanks.
        while (separator == ' ' && text.starts_with(' '))
            text.remove_prefix(1);
    }
}

std::string field(const std::vector<std::string_view>& fields, int number)
{
    const auto index = static_cast<std::size_t>(number);
    return number < 0 || index >= fields.size() ? std::string() : toValidUtf8(fields[index]);
}

bool canLogIn(std::string_view shell)
{
    return !shell.ends_with("/nologin") && !shell.ends_with("/false") && !shell.ends_with("/sync");
}

Result<std::string> readAccounts()
{
    const UniqueFd file(::open(Accounts, O_RDONLY | O_CLOEXEC));
    if (!file)
        return failErrno(Accounts, errno);
    std::string text;
    char buffer[16 * 1024];
    for (;;) {
        const ssize_t count = ::read(file.get(), buffer, sizeof buffer);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return failErrno(Accounts, errno);
        if (count == 0)
            return text;
        text.append(buffer, static_cast<std::size_t>(count));
    }
}

// Has its result already; tells it after the current event.
class ToldLater final : public Discovery {
public:
    ToldLater(io::Broker& broker, OnDone onDone, Result<std::vector<Candidate>> result)
        : m_timer(broker.after(Duration::zero(), [onDone = std::move(onDone), result = std::move(result)]() mutable {
              onDone(std::move(result));
          }))
    {
    }

private:
    io::Timer m_timer;
};

class AskedOfProgram final : public Discovery {
public:
    AskedOfProgram(io::Broker& broker, const std::vector<std::string>& argv, const CandidateLayout& layout,
                   OnDone onDone)
        : m_output(ProgramOutput::start(broker, argv, AnswerPatience,
                                        [layout, onDone = std::move(onDone)](Result<std::string> output) mutable {
                                            if (output)
                                                onDone(candidatesIn(*output, layout));
                                            else
                                                onDone(std::unexpected(std::move(output).error()));
                                        }))
    {
    }

private:
    std::unique_ptr<ProgramOutput> m_output;
};

}  // namespace

std::unique_ptr<Discovery> Discovery::start(io::Broker& broker, const Hop& hop, OnDone onDone)
{
    const MethodDescription* method = findMethod(hop.method);
    if (method == nullptr || method->discovery == nullptr) {
        return std::make_unique<ToldLater>(
            broker, std::move(onDone),
            fail(ErrorKind::Argument, str("there is nothing to look for to connect by ", hop.method)));
    }
    const DiscoverySource source = method->discovery(hop);
    if (!source.argv.empty())
        return std::make_unique<AskedOfProgram>(broker, source.argv, source.layout, std::move(onDone));
    auto accounts = readAccounts();
    if (!accounts)
        return std::make_unique<ToldLater>(broker, std::move(onDone), std::unexpected(accounts.error()));
    return std::make_unique<ToldLater>(broker, std::move(onDone), usersIn(*accounts));
}

std::vector<Candidate> candidatesIn(std::string_view output, const CandidateLayout& layout)
{
    std::vector<Candidate> candidates;
    eachLine(output, [&](std::string_view line) {
        const std::vector<std::string_view> fields = split(line, layout.separator);
        std::string name = field(fields, layout.name);
        if (!name.empty() && candidates.size() < MaxCandidates)
            candidates.push_back({std::move(name), field(fields, layout.state), field(fields, layout.note)});
    });
    return candidates;
}

std::vector<Candidate> usersIn(std::string_view passwd)
{
    constexpr std::size_t Fields = 7;
    std::vector<Candidate> users;
    eachLine(passwd, [&users](std::string_view line) {
        const std::vector<std::string_view> fields = split(line, ':');
        if (fields.size() < Fields || fields.front().empty() || !canLogIn(fields[Fields - 1]))
            return;
        // Of a person's description the name is the part before the first comma.
        const std::string_view description = fields[4];
        users.push_back({toValidUtf8(fields.front()), {}, toValidUtf8(split(description, ',').front())});
    });
    if (const auto root = std::ranges::find(users, "root", &Candidate::name); root != users.end())
        std::rotate(users.begin(), root, std::next(root));
    return users;
}

Value toValue(const std::vector<Candidate>& candidates)
{
    List list;
    for (const Candidate& candidate : candidates) {
        Dict dict;
        dict.set("name", candidate.name);
        dict.set("state", candidate.state);
        dict.set("note", candidate.note);
        list.items.emplace_back(std::move(dict));
    }
    return list;
}

std::vector<Candidate> candidatesFrom(const Value& value)
{
    const auto text = [](const Value& dict, std::string_view key) {
        const Value* found = dict.find(key);
        const auto* given = found == nullptr ? nullptr : found->as<std::string>();
        return given == nullptr ? std::string() : *given;
    };
    std::vector<Candidate> candidates;
    const List* list = value.as<List>();
    if (list == nullptr)
        return candidates;
    for (const Value& item : list->items) {
        Candidate candidate{text(item, "name"), text(item, "state"), text(item, "note")};
        if (!candidate.name.empty() && candidates.size() < MaxCandidates)
            candidates.push_back(std::move(candidate));
    }
    return candidates;
}

}  // namespace rz::connect
