#pragma once

#include "core/base/error.h"
#include "core/base/value.h"

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rz::connect {

// The type of an option's value, after which forms choose a field.
enum class OptionType : std::uint8_t { Text, Integer, Boolean, Seconds, Choice, Path, TextList, Secret, Context };

// Labels and help are for those who choose a method. An agent, which only checks what was chosen, is built without them.
consteval std::string_view forPeople([[maybe_unused]] std::string_view text)
{
#ifdef RZ_WITHOUT_HELP
    return {};
#else
    return text;
#endif
}

// One parameter of a connection method, as the reference names it; forms and command-line options are made from it.
struct OptionDescription {
    std::string_view name;  // "check_host_keys"
    OptionType type = OptionType::Text;
    std::string_view label;     // "Host keys"
    std::string_view help;      // one sentence
    std::string_view fallback;  // default, as text
    std::span<const std::string_view> choices;
    bool required = false;
    bool advanced = false;     // forms show it on request only
    bool needsBefore = false;  // a flag that makes no sense for a hop that starts from the desktop
    // Of numbers, both included.
    std::int64_t least = 0;
    std::int64_t most = std::numeric_limits<std::int64_t>::max();
    // Becomes a word of a command line, where a hyphen at its beginning would make it an option: refused.
    bool word = false;
    // What else it must be. An error's text is read after the option's name: "must not …".
    Result<> (*check)(const Value& value) = nullptr;
};

// What a program prints when a connection fails, and what it means to a person.
struct Symptom {
    std::string_view says;  // part of a line of its output
    std::string_view cause;
    std::string_view fix;
    ErrorKind kind = ErrorKind::Stream;
};

struct Hop;

// How a program prints what a method could connect to, one on a line.
struct CandidateLayout {
    char separator = '\t';
    // Fields of a line, from 0; -1: there is none.
    int name = 0;
    int state = 1;
    int note = 2;
};

// What a method asks to see what it could connect to (discovery.h).
struct DiscoverySource {
    std::vector<std::string> argv;  // empty: the accounts of this machine
    CandidateLayout layout;
};

struct MethodDescription {
    std::string_view name;   // "ssh"
    std::string_view label;  // "SSH"
    std::string_view help;
    std::span<const OptionDescription> options;
    // The option that the text after the colon of a chain fills ("hostname"); none when empty. For ssh
    // that text is user@host:port and fills three.
    std::string_view target = {};
    // Options of which exactly one is to be given.
    std::span<const std::string_view> oneOf = {};
    // What has to be installed where it starts: a name in its PATH, or a path. Empty: nothing is, or it depends.
    std::string_view program = {};
    // Looked through before those that every method shares (diagnosis.h).
    std::span<const Symptom> symptoms = {};
    // Pairs of options that cannot both be given, the first a flag.
    std::span<const std::array<std::string_view, 2>> exclusive = {};
    // Null when there is nothing to look for. Only the options that say how to ask need be in the hop.
    DiscoverySource (*discovery)(const Hop& hop) = nullptr;
};

// All methods this program can offer, in the order of a menu. Any thread, as what follows; they last as long as the program.
std::span<const MethodDescription* const> methods();
const MethodDescription* findMethod(std::string_view name);  // null when unknown
const OptionDescription* findOption(std::string_view method, std::string_view option);

// How one context is to be made: a method and its options (text keys of OptionDescription).
struct Hop {
    std::string method;
    Dict options;

    // "ssh alice@web1:2222", "sudo root", "local": how people are told of it. No secrets.
    std::string label() const;
    // As written in a chain: "ssh:alice@web1:2222".
    std::string toChainText() const;
    bool operator==(const Hop& other) const = default;
};

// Where a hop starts: from the program that the user runs, or from a context of its tree.
enum class From : std::uint8_t { Desktop, Context };

// Checks names, types, choices, which options are required, exclude each other or make no sense there, and the rules of each
// option; fails with Argument, and names what is wrong. No connection is begun by a hop that does not pass; forms, chains and
// command lines ask it beforehand.
Result<> validate(const Hop& hop, From from = From::Context);

// "ssh:alice@web1:2222|local", hops from the desktop outward. Grammar in chain.cpp and the manual: names may be quoted
// with double quotes, options follow in braces: ssh:web1{identity_file="/home/a b/key"}|local. Argument errors name the column.
// `from` is where the first hop starts.
using Chain = std::vector<Hop>;
Result<Chain> parseChain(std::string_view text, From from = From::Desktop);
std::string toString(const Chain& chain);

}  // namespace rz::connect
