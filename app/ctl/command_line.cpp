#include "app/ctl/command_line.h"

#include "app/ctl/commands.h"
#include "app/ctl/methods_text.h"
#include "core/base/str.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QFile>

#include <algorithm>
#include <array>
#include <iterator>

namespace rz::ctl {

namespace {

constexpr std::string_view Help = R"(Usage:
  rhizomectl call CHAIN FUNCTION [JSON ARGUMENT…]   call a function and print its result
  rhizomectl service CHAIN SERVICE METHOD [NAME=JSON…]
                                                    call a method of a context's service and print its result
  rhizomectl run CHAIN -- PROGRAM [ARGUMENT…]       run a program, its input and output streamed
  rhizomectl ssh [SSH OPTION…] CHAIN [COMMAND…]     log in, or run a command, as ssh does
  rhizomectl fakessh CHAIN -- PROGRAM [ARGUMENT…]   run a program here whose ssh leads to CHAIN: rsync, scp, sftp, git
  rhizomectl fetch CHAIN PATH [FILE]                bring a file here, to FILE or standard output
  rhizomectl functions CHAIN                        list the functions of a context
  rhizomectl tree CHAIN…                            connect and print the tree
  rhizomectl discover METHOD [CHAIN]                list what METHOD could connect to, here or at the end of CHAIN
  rhizomectl methods [METHOD]                       list the methods, or the options of one
  rhizomectl attach                                 list the sockets of Mitogen programs that run here
  rhizomectl attach SOCKET [tree]                   attach to one and print the tree of its contexts
  rhizomectl attach SOCKET call|service|run|functions ID[|CHAIN] …
                                                    the same commands for its context ID, or a chain from there
  rhizomectl listen CHAIN…                          connect, and let Mitogen scripts of this user attach

CHAIN is METHOD[:TARGET][{OPTION=VALUE,…}] hops joined by "|", for example
  'ssh:alice@web1:2222|local' or 'ssh:web1{identity_file="/keys/a b"}'.
An ARGUMENT of call may be NAME=JSON to pass it by name. A text need not be quoted when it is not JSON.

Options:
  --json               print results, trees and errors as JSON
  --timeout SECONDS    give up the call, program or attaching after that time
  --serve PATH         let Python contexts fetch that file, or all in that directory, by Mitogen's FileService
  --push FILE          have that file in the context's PushFileService before the call, also in those on the way
  --main FILE          a script whose functions Python contexts know as those of __main__, without running it
  --override MODULE    Python contexts import it from here even if they have it; what is not named so is not served
  --block MODULE       never serve that module, or what is inside of it
  --identity FILE      private key to offer on every ssh hop
  --known-hosts FILE   host keys are looked up and stored there
  --ssh-config FILE    instead of ~/.ssh/config; "none" for no file
  --host-key HOW       ask, enforce, accept or ignore unknown host keys (default: ask)
  --socket PATH        where listen makes its socket (default: a new one in $TMPDIR or /tmp)
  --ask HOW            tty: questions are asked on the terminal (default); never: they are refused
  -v, --verbose        connection steps and logs on standard error
  -h, --help           this text
  --version            the version

Exit status:
  0 success   1 the function failed   2 wrong usage   3 a hop could not be made or was lost
  4 password or host key refused      5 timed out     6 interrupted
  run and fakessh give the program's own status, 128 + N when signal N ended it, 255 when it could not be run.
  ssh gives the command's own status, 255 when a signal ended it or it was lost.
)";

struct Options {
    QCommandLineOption json{"json"};
    QCommandLineOption timeout{"timeout", {}, "seconds"};
    QCommandLineOption serve{"serve", {}, "path"};
    QCommandLineOption push{"push", {}, "file"};
    QCommandLineOption main{"main", {}, "file"};
    QCommandLineOption override{"override", {}, "module"};
    QCommandLineOption block{"block", {}, "module"};
    QCommandLineOption identity{"identity", {}, "file"};
    QCommandLineOption knownHosts{"known-hosts", {}, "file"};
    QCommandLineOption sshConfig{"ssh-config", {}, "file"};
    QCommandLineOption hostKey{"host-key", {}, "how"};
    QCommandLineOption socket{"socket", {}, "path"};
    QCommandLineOption ask{"ask", {}, "how", "tty"};
    QCommandLineOption verbose{{"v", "verbose"}};
    QCommandLineOption help{{"h", "help"}};
    QCommandLineOption version{"version"};
};

// The parser's characters are bytes: a word need not be text.
QString word(const std::string& bytes)
{
    return QString::fromLatin1(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

std::string bytes(const QString& word)
{
    return word.toLatin1().toStdString();
}

std::unexpected<Error> usage(std::string text)
{
    return fail(ErrorKind::Argument, std::move(text));
}

Result<Command> commandFrom(const QString& word)
{
    if (word == u"call")
        return Command::Call;
    if (word == u"service")
        return Command::Service;
    if (word == u"run")
        return Command::Run;
    if (word == u"ssh")
        return Command::Ssh;
    if (word == u"fakessh")
        return Command::Fakessh;
    if (word == u"fetch")
        return Command::Fetch;
    if (word == u"functions")
        return Command::Functions;
    if (word == u"tree")
        return Command::Tree;
    if (word == u"discover")
        return Command::Discover;
    if (word == u"listen")
        return Command::Listen;
    return usage(str("there is no command \"", bytes(word), "\"; see rhizomectl --help"));
}

Result<connect::Chain> chainFrom(const QString& text, const CommandLine& line)
{
    auto chain = connect::parseChain(bytes(text));
    if (!chain)
        return std::unexpected(std::move(chain).error().within(str("chain ", bytes(text))));
    for (connect::Hop& hop : *chain) {
        if (hop.method != "ssh")
            continue;
        if (!line.identityFile.empty() && hop.options.find("identity_file") == nullptr)
            hop.options.set("identity_file", line.identityFile);
        if (!line.hostKeys.empty() && hop.options.find("check_host_keys") == nullptr)
            hop.options.set("check_host_keys", line.hostKeys);
    }
    return chain;
}

// As contexts ask for them.
std::vector<std::string> absolutePaths(const QStringList& paths)
{
    const QString here = QString::fromLatin1(QFile::encodeName(QDir::currentPath()));
    std::vector<std::string> absolute;
    for (const QString& path : paths)
        absolute.push_back(bytes(QDir::cleanPath(path.startsWith(u'/') ? path : here + u'/' + path)));
    return absolute;
}

Result<> readOptions(const QCommandLineParser& parser, const Options& options, CommandLine& line)
{
    line.json = parser.isSet(options.json);
    line.verbose = parser.isSet(options.verbose);
    line.served = absolutePaths(parser.values(options.serve));
    line.pushed = absolutePaths(parser.values(options.push));
    if (parser.isSet(options.main))
        line.main = absolutePaths({parser.value(options.main)}).front();
    std::ranges::transform(parser.values(options.override), std::back_inserter(line.imports.overrides), bytes);
    std::ranges::transform(parser.values(options.block), std::back_inserter(line.imports.blocks), bytes);
    line.identityFile = bytes(parser.value(options.identity));
    line.knownHostsFile = bytes(parser.value(options.knownHosts));
    line.configFile = bytes(parser.value(options.sshConfig));
    line.hostKeys = bytes(parser.value(options.hostKey));
    constexpr std::array<std::string_view, 5> hostKeyWords{"", "ask", "enforce", "accept", "ignore"};
    if (std::find(hostKeyWords.begin(), hostKeyWords.end(), line.hostKeys) == hostKeyWords.end())
        return usage(str("--host-key is \"", line.hostKeys, "\"; it must be ask, enforce, accept or ignore"));
    line.socket = bytes(parser.value(options.socket));
    const QString ask = parser.value(options.ask);
    if (ask != u"tty" && ask != u"never")
        return usage(str("--ask is \"", bytes(ask), "\"; it must be tty or never"));
    line.askOn = ask == u"tty" ? AskOn::Tty : AskOn::Never;
    if (parser.isSet(options.timeout)) {
        bool valid = false;
        const double seconds = parser.value(options.timeout).toDouble(&valid);
        if (!valid || !(seconds > 0) || seconds > 1e6)
            return usage("--timeout takes a number of seconds greater than 0");
        line.timeout = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
    }
    return {};
}

Result<> readDiscover(QStringList words, CommandLine& line)
{
    if (words.isEmpty())
        return usage("no method given, for example docker; see rhizomectl methods");
    line.function = bytes(words.takeFirst());
    if (words.size() > 1)
        return usage(str("discover takes one chain; \"", bytes(words.last()), "\" is too much"));
    if (!words.isEmpty()) {
        RZ_TRY(connect::Chain chain, chainFrom(words.first(), line));
        line.chains.push_back(std::move(chain));
    }
    return {};
}

// The words are ssh's own command line, with the chain for a host.
Result<> readSsh(const QStringList& words, CommandLine& line)
{
    std::vector<std::string> arguments;
    std::ranges::transform(words, std::back_inserter(arguments), bytes);
    RZ_TRY(line.ssh, fakessh::parseSshCommandLine(arguments));
    if (line.ssh.action != fakessh::SshCommandLine::Action::Session &&
        line.ssh.action != fakessh::SshCommandLine::Action::Wait)
        return usage("ssh takes neither -G nor -V here");
    RZ_TRY(connect::Chain chain, chainFrom(word(line.ssh.word), line));
    line.chains.push_back(std::move(chain));
    return {};
}

// A chain from here, or with a program that we attach to "ID" or "ID|CHAIN": from one of its contexts.
Result<> readChain(QString word, CommandLine& line)
{
    if (!line.attachTo.empty()) {
        const qsizetype end = word.indexOf(u'|');
        bool valid = false;
        const uint id = word.left(end).toUInt(&valid);
        if (!valid)
            return usage(str("\"", bytes(word), "\" does not begin with the id of a context; see rhizomectl attach ",
                             line.attachTo));
        line.startAt = ContextId{id};
        if (end < 0) {
            line.chains.emplace_back();
            return {};
        }
        word.remove(0, end + 1);
    }
    RZ_TRY(connect::Chain chain, chainFrom(word, line));
    line.chains.push_back(std::move(chain));
    return {};
}

// What an attached program's contexts can be used for; the words are those of the command.
Result<> readAttach(QStringList& words, CommandLine& line)
{
    line.command = Command::Sockets;
    if (words.isEmpty())
        return {};
    line.attachTo = bytes(words.takeFirst());
    line.command = Command::Tree;
    if (words.isEmpty())
        return {};
    const std::string word = bytes(words.takeFirst());
    constexpr std::array<std::string_view, 5> possible{"call", "service", "run", "functions", "tree"};
    if (std::find(possible.begin(), possible.end(), word) == possible.end())
        return usage(str("attach takes call, service, run, functions or tree, not \"", word, "\""));
    RZ_TRY(line.command, commandFrom(QString::fromStdString(word)));
    if (line.command == Command::Tree && words.size() > 1)
        return usage(str("the tree of a program begins at one context; \"", bytes(words.last()), "\" is too much"));
    return {};
}

Result<> takeWord(QStringList& words, std::string& into, std::string_view missing)
{
    if (words.isEmpty())
        return usage(std::string(missing));
    into = bytes(words.takeFirst());
    return {};
}

// What stands behind the chain.
Result<> readRest(QStringList words, CommandLine& line)
{
    switch (line.command) {
    case Command::Call:
        RZ_CHECK(takeWord(words, line.function, "no function given; see rhizomectl functions CHAIN"));
        if (line.function.find('.') == std::string::npos)
            return usage(str("\"", line.function, "\" is not a function's name, such as os.getpid"));
        break;
    case Command::Service:
        RZ_CHECK(takeWord(words, line.service, "no service given, for example rhizome.Contexts"));
        RZ_CHECK(takeWord(words, line.function, "no method given, for example list"));
        break;
    case Command::Run:
    case Command::Fakessh:
        if (words.isEmpty())
            return usage(str("no program given: rhizomectl ", line.command == Command::Run ? "run" : "fakessh",
                             " CHAIN -- PROGRAM"));
        break;
    case Command::Fetch:
        if (words.isEmpty() || words.size() > 2)
            return usage("fetch takes a path there, and perhaps a file here: rhizomectl fetch CHAIN PATH [FILE]");
        break;
    default:
        if (!words.isEmpty())
            return usage(str("functions takes one chain; \"", bytes(words.first()), "\" is too much"));
    }
    std::ranges::transform(words, std::back_inserter(line.arguments), bytes);
    if (line.command == Command::Service) {
        for (const std::string& argument : line.arguments) {
            if (!namedArgumentFrom(argument))
                return usage(str("services take arguments by name: NAME=", argument));
        }
    }
    return {};
}

Result<> readPositional(QStringList words, CommandLine& line)
{
    if (words.isEmpty())
        return usage("no command given; see rhizomectl --help");
    const QString command = words.takeFirst();
    if (command == u"attach") {
        RZ_CHECK(readAttach(words, line));
    } else {
        RZ_TRY(line.command, commandFrom(command));
    }
    if (!line.socket.empty() && line.command != Command::Listen)
        return usage("--socket is for listen");
    if (!(line.served.empty() && line.pushed.empty()) && (!line.attachTo.empty() || line.command == Command::Listen))
        return usage("--serve and --push are not for attach and listen: their services are not of this program alone");
    if (!line.pushed.empty() && line.command != Command::Call)
        return usage("--push is for call");
    const bool aboutModules = !(line.main.empty() && line.imports.overrides.empty() && line.imports.blocks.empty());
    if (aboutModules && !line.attachTo.empty())
        return usage("--main, --override and --block are not for attach: it is the program that serves modules");
    if (line.command == Command::Sockets ||
        (!line.attachTo.empty() && line.command == Command::Tree && words.isEmpty()))
        return {};
    if (line.command == Command::Discover)
        return readDiscover(std::move(words), line);
    if (line.command == Command::Ssh)
        return readSsh(words, line);
    if (words.isEmpty())
        return usage(line.attachTo.empty() ? "no chain given, for example ssh:alice@web1"
                                           : "no context given; its id is in the tree");
    if (line.command == Command::Tree || line.command == Command::Listen) {
        for (const QString& word : words)
            RZ_CHECK(readChain(word, line));
        return {};
    }
    RZ_CHECK(readChain(words.takeFirst(), line));
    return readRest(std::move(words), line);
}

}  // namespace

Result<Parsed> parseCommandLine(std::span<const std::string> arguments)
{
    QCommandLineParser parser;
    const Options options;
    parser.addOptions({options.json, options.timeout, options.serve, options.push, options.main, options.override,
                       options.block, options.identity, options.knownHosts, options.sshConfig, options.hostKey,
                       options.socket, options.ask, options.verbose, options.help, options.version});
    QStringList words{QStringLiteral("rhizomectl")};
    std::ranges::transform(arguments, std::back_inserter(words), word);
    // ssh takes everything behind it, options included.
    parser.setOptionsAfterPositionalArgumentsMode(QCommandLineParser::ParseAsPositionalArguments);
    if (!parser.parse(words) || parser.positionalArguments().value(0) != u"ssh")
        parser.setOptionsAfterPositionalArgumentsMode(QCommandLineParser::ParseAsOptions);
    // Everything behind "--" belongs to the program that run starts, its options included.
    if (!parser.parse(words))
        return usage(bytes(parser.errorText()));
    if (parser.isSet(options.help))
        return Parsed{.commandLine = {}, .text = std::string(Help)};
    if (parser.isSet(options.version))
        return Parsed{.commandLine = {},
                      .text = str("rhizomectl ", QCoreApplication::applicationVersion().toStdString(), "\n")};
    const QStringList positional = parser.positionalArguments();
    if (positional.value(0) == u"methods" && positional.size() <= 2) {
        RZ_TRY(std::string text, methodsText(bytes(positional.value(1)), parser.isSet(options.json)));
        return Parsed{.commandLine = {}, .text = std::move(text)};
    }
    CommandLine line;
    RZ_CHECK(readOptions(parser, options, line));
    RZ_CHECK(readPositional(positional, line));
    return Parsed{.commandLine = std::move(line), .text = {}};
}

}  // namespace rz::ctl
