// What a hop must be before a connection is begun: the same rule for a hop, for a chain, and for what another context asks.

#include "core/base/secret.h"
#include "core/connect/method.h"
#include "core/connect/via/proxy_connect.h"
#include "tests/support/paths.h"

#include <QFile>
#include <QRegularExpression>
#include <QStringList>
#include <QTest>

#include <array>
#include <utility>
#include <vector>

using namespace rz;
using namespace rz::connect;

namespace {

struct Rule {
    const char* method;
    std::vector<std::pair<const char*, Value>> options;
    const char* problem;  // empty: none
};

const char* const Hyphen = "must not begin with a hyphen";

const std::vector<Rule> Rules{
    {"ssh", {{"hostname", "web1"}}, ""},
    {"ssh", {}, "ssh needs hostname"},
    {"ssh", {{"hostname", ""}}, "ssh needs hostname"},
    {"ssh", {{"hostname", "-oProxyCommand=x"}}, Hyphen},
    {"ssh", {{"hostname", "web1"}, {"port", 1}}, ""},
    {"ssh", {{"hostname", "web1"}, {"port", 65535}}, ""},
    {"ssh", {{"hostname", "web1"}, {"port", 0}}, "option port must be between 1 and 65535"},
    {"ssh", {{"hostname", "web1"}, {"port", 65536}}, "option port must be between 1 and 65535"},
    {"ssh", {{"hostname", "web1"}, {"port", "22"}}, "option port must be a whole number, not str"},
    {"ssh", {{"hostname", "web1"}, {"ssh_debug_level", 3}}, ""},
    {"ssh", {{"hostname", "web1"}, {"ssh_debug_level", 4}}, "option ssh_debug_level must be between 0 and 3"},
    {"ssh", {{"hostname", "web1"}, {"ssh_debug_level", -1}}, "option ssh_debug_level must be between 0 and 3"},
    {"ssh", {{"hostname", "web1"}, {"check_host_keys", "never"}}, "must be one of: ask, enforce, accept, ignore"},
    {"local", {}, ""},
    {"local", {{"connect_timeout", 86400}}, ""},
    {"local", {{"connect_timeout", 86401}}, "option connect_timeout must be between 0 and 86400"},
    {"local", {{"connect_timeout", 86400.5}}, "option connect_timeout must be between 0 and 86400"},
    {"local", {{"remote_name", "jo@desk:1"}}, ""},
    {"local", {{"remote_name", "a/b"}}, "option remote_name must not contain slashes"},
    {"local", {{"remote_name", "a\\b"}}, "option remote_name must not contain slashes"},
    {"fork", {}, ""},
    {"fork", {{"hostname", "web1"}}, "fork has no option"},
    {"sudo", {}, ""},
    {"sudo", {{"sudo_args", List{{"-H", "-g", "staff"}}}}, ""},
    {"sudo", {{"sudo_args", List{{"--background"}}}}, "option sudo_args must not hold --background"},
    {"sudo", {{"sudo_args", List{{"-u"}}}}, "option sudo_args must give -u a value"},
    {"su", {{"username", "bob"}}, ""},
    {"su", {{"username", "-c"}}, Hyphen},
    {"doas", {{"username", "bob"}}, ""},
    {"docker", {{"container", "web"}}, ""},
    {"docker", {{"image", "nginx"}}, ""},
    {"docker", {{"container", ""}, {"image", "nginx"}}, ""},
    {"docker", {}, "docker needs one of: container, image"},
    {"docker", {{"container", "web"}, {"image", "nginx"}}, "docker takes only one of: container, image"},
    {"docker", {{"container", "--privileged"}}, Hyphen},
    {"docker", {{"image", "-v/:/mnt"}}, Hyphen},
    {"podman", {{"container", "web"}}, ""},
    {"podman", {}, "podman needs container"},
    {"podman", {{"container", "-l"}}, Hyphen},
    {"buildah", {{"container", "web"}}, ""},
    {"buildah", {{"container", "-v"}}, Hyphen},
    {"lxc", {{"container", "web"}}, ""},
    {"lxc", {{"container", "-n"}}, Hyphen},
    {"lxd", {{"container", "far:web"}}, ""},
    {"lxd", {{"container", "-T"}}, Hyphen},
    {"kubectl", {{"pod", "web"}}, ""},
    {"kubectl", {{"pod", "-it"}}, Hyphen},
    {"kubectl", {{"pod", "web"}, {"kubectl_args", "-n"}}, "must be a list of texts, not str"},
    {"jail", {{"container", "web"}}, ""},
    {"jail", {{"container", "-l"}}, Hyphen},
    {"setns", {{"container", "web"}, {"kind", "lxd"}}, ""},
    {"setns", {{"container", "web"}, {"kind", "kvm"}}, "must be one of: docker, lxc, lxd, machinectl"},
};

Hop ruledHop(const Rule& row)
{
    Hop hop{.method = row.method, .options = {}};
    for (const auto& [name, value] : row.options)
        hop.options.set(name, value);
    return hop;
}

// What is wrong with it; empty when nothing is.
template <class T>
std::string problemOf(const Result<T>& result)
{
    return result ? std::string() : result.error().text();
}

}  // namespace

class ConnectRulesTest : public QObject {
    Q_OBJECT

private slots:
    void everyMethodHasARow()
    {
        for (const MethodDescription* method : methods())
            QVERIFY2(std::ranges::find(Rules, method->name, &Rule::method) != Rules.end(),
                     std::string(method->name).c_str());
    }

    void everyMethodHasTheOptionsOfAll()
    {
        for (const MethodDescription* method : methods()) {
            for (const char* const option : {"remote_name", "connect_timeout", "unidirectional", "debug", "profiling"})
                QVERIFY2(findOption(method->name, option) != nullptr, std::string(method->name).c_str());
            // A copy of an agent is an agent.
            QCOMPARE(findOption(method->name, "python_path") == nullptr, method->name == "fork");
        }
    }

    void everyMethodHasTheArgumentsOfTheReference()
    {
        QFile names(QString::fromStdString(test::sourcePath()) + QStringLiteral("/tests/unit/reference_names.txt"));
        QVERIFY(names.open(QIODevice::ReadOnly));
        static const QRegularExpression line(QStringLiteral("\\nRouter\\.(\\w+)\\(([^)]*)\\)"));
        QStringList seen;
        for (const auto& match : line.globalMatch(QString::fromUtf8(names.readAll()))) {
            const std::string method = match.captured(1).toStdString();
            if (findMethod(method) == nullptr)
                continue;  // another member of Router
            seen << match.captured(1);
            for (const QString& argument : match.captured(2).split(QStringLiteral(", ")))
                QVERIFY2(findOption(method, argument.toStdString()) != nullptr,
                         qPrintable(seen.last() + QLatin1Char(' ') + argument));
        }
        QCOMPARE(seen.size(), static_cast<qsizetype>(methods().size()) - 1);  // local has none
    }

    void aHopIsJudgedAlikeEverywhere_data()
    {
        QTest::addColumn<int>("row");
        for (std::size_t i = 0; i < Rules.size(); ++i)
            QTest::addRow("%zu %s", i, Rules[i].method) << static_cast<int>(i);
    }

    void aHopIsJudgedAlikeEverywhere()
    {
        QFETCH(const int, row);
        const Rule& expected = Rules[static_cast<std::size_t>(row)];
        const Hop hop = ruledHop(expected);
        const std::string problem = problemOf(validate(hop));
        QVERIFY2(problem.find(expected.problem) != std::string::npos, problem.c_str());
        QCOMPARE(problem.empty(), *expected.problem == '\0');
        // Another context may send options of its own, which are left out; in a text an option has the type it should have.
        if (problem.find("has no option") != std::string::npos)
            return;
        QCOMPARE(problemOf(hopFromProxyArguments(proxyArguments(hop))), problem);
        if (problem.find(", not ") == std::string::npos)
            QCOMPARE(parseChain(hop.toChainText()).has_value(), problem.empty());
    }
};

QTEST_APPLESS_MAIN(ConnectRulesTest)
#include "connect_rules_test.moc"
