#include "core/connect/diagnosis.h"

#include "core/base/str.h"

#include <algorithm>
#include <array>
#include <span>

namespace rz::connect {

namespace {

// Of what was printed, so many lines are told with an error.
constexpr std::size_t SeenLines = 5;

constexpr std::string_view NoMemory = "The host, or a limit of the account, has no memory left for the agent.";
constexpr std::string_view MoreMemory = "Free memory, or raise ulimit -v.";

constexpr std::string_view NoPython = "There is no such Python interpreter.";
constexpr std::string_view OtherPython = "Install python3 there, or name another in the hop's python_path.";

constexpr std::array SharedSymptoms{
    Symptom{"This account is currently not available", "The account has no login shell (nologin).",
            "Log in as another user, or give the account a shell."},
    Symptom{"account has expired", "The account has expired.", "Ask the host's administrator to renew it."},
    Symptom{"password has expired", "The password has expired.", "Change it in an ordinary login first."},
    Symptom{"Permission denied", "The account may not run a shell or write there.", "Check the account's rights."},
    Symptom{"not found", "A program that the first stage needs is missing.", "Install a POSIX sh with head and uname."},
    Symptom{"Exec format error", "The agent is for another processor.",
            "Install the agent for this machine's architecture."},
    Symptom{"No space left", "A file system is full.", "Free some space in /dev/shm or /tmp."},
    Symptom{"annot allocate memory", NoMemory, MoreMemory},
    Symptom{"Out of memory", NoMemory, MoreMemory},
    Symptom{"failed to map segment", NoMemory, MoreMemory},
    Symptom{"Resource temporarily unavailable", "The account's process limit is reached.", "Raise ulimit -u."},
};

// What a step that ended without a word makes likely.
constexpr std::array StepSymptoms{
    Symptom{"first stage",
            "The login did not lead to a working POSIX shell: a forced command, a restricted shell, "
            "or a start-up file that ends the session.",
            "Log in by hand and see that `sh -c \"uname -sm\"` prints the machine."},
    Symptom{"agent upload", "The shell ended while it unpacked the agent.",
            "Check limits, disk space and the host's log."},
    Symptom{"agent start", "The agent was started but ended before it could answer.",
            "Check memory limits and the host's log."},
};

// Of an interpreter that was to become a context. They come first: a shell or container says the same of any program.
constexpr std::array PythonSymptoms{
    Symptom{"not found", NoPython, OtherPython},
    Symptom{"No such file or directory", NoPython, OtherPython},
    Symptom{"No module named", "That Python lacks a module of its standard library.",
            "Install the whole of it, or name another interpreter."},
    Symptom{"SyntaxError", "That interpreter is no Python that Mitogen runs on.",
            "Name a Python 2.7, or 3.6 and later, in the hop's python_path."},
    Symptom{"python start", "The interpreter ended before the context was up: Mitogen does not know that Python.",
            "Install a newer Mitogen here, or name another interpreter."},
};

const Symptom* findIn(std::span<const Symptom> symptoms, std::string_view line)
{
    const auto found = std::find_if(symptoms.begin(), symptoms.end(), [line](const Symptom& symptom) {
        return line.find(symptom.says) != std::string_view::npos;
    });
    return found == symptoms.end() ? nullptr : &*found;
}

const Symptom* findIn(std::span<const Symptom> symptoms, const std::vector<std::string>& output)
{
    for (auto line = output.rbegin(); line != output.rend(); ++line) {
        if (const Symptom* found = findIn(symptoms, *line))
            return found;
    }
    return nullptr;
}

Diagnosis toDiagnosis(const Symptom* symptom)
{
    if (symptom == nullptr)
        return {};
    return {.kind = {}, .cause = std::string(symptom->cause), .fix = std::string(symptom->fix)};
}

// What is likely where a Python interpreter was to become a context; nothing when the method itself is likelier to be why.
Diagnosis diagnosePython(std::string_view step, const std::vector<std::string>& output)
{
    const Symptom* const found = findIn(PythonSymptoms, output);
    return toDiagnosis(found == nullptr ? findIn(PythonSymptoms, step) : found);
}

}  // namespace

Diagnosis diagnose(std::string_view method, std::string_view step, const std::vector<std::string>& output)
{
    const MethodDescription* description = findMethod(method);
    if (description != nullptr) {
        if (const Symptom* own = findIn(description->symptoms, output))
            return {.kind = own->kind, .cause = std::string(own->cause), .fix = std::string(own->fix)};
    }
    const Symptom* found = findIn(SharedSymptoms, output);
    if (found == nullptr)
        found = findIn(StepSymptoms, step);
    return toDiagnosis(found);
}

Error explained(Error error, const Hop& hop, std::string_view step, const std::vector<std::string>& output, bool python)
{
    ErrorDetails details = error.details();
    if (details.hop.empty())
        details.hop = hop.label();
    if (details.step.empty())
        details.step = step;
    if (details.seen.empty()) {
        const std::size_t first = output.size() > SeenLines ? output.size() - SeenLines : 0;
        for (std::size_t i = first; i < output.size(); ++i)
            details.seen += str(i == first ? "" : "\n", output[i]);
    }
    if (details.cause.empty() && error.kind() == ErrorKind::Eof) {
        Diagnosis diagnosis = python ? diagnosePython(details.step, output) : Diagnosis();
        if (diagnosis.cause.empty())
            diagnosis = diagnose(hop.method, details.step, output);
        details.cause = std::move(diagnosis.cause);
        details.fix = std::move(diagnosis.fix);
        if (diagnosis.kind)
            error = Error(*diagnosis.kind, error.text());
    }
    return std::move(error).withDetails(std::move(details));
}

}  // namespace rz::connect
