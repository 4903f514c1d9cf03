// A password that is asked for, and given, three contexts away stays in no process's memory.
#include "core/base/str.h"
#include "core/base/unique_fd.h"
#include "core/connect/libssh/ssh_opener.h"
#include "tests/integration/become_fixture.h"
#include "tests/support/become_rules.h"
#include "tests/support/local_as.h"
#include "tests/support/sanitizer.h"
#include "tests/support/ssh_server.h"
#include "tests/support/temp_dir.h"

#include <QTest>

#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sys/random.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace rz;
using namespace rz::test;
using connect::PromptAnswer;

namespace {

constexpr std::size_t Window = 8;

// A password of which this process holds no plain copy. It is put together in another process, or in a Secret.
class HiddenWord {
public:
    explicit HiddenWord(std::size_t size) : m_masked(size, '\0'), m_mask(size, '\0')
    {
        if (::getrandom(m_masked.data(), size, 0) < 0 || ::getrandom(m_mask.data(), size, 0) < 0)
            std::abort();
        for (std::size_t i = 0; i < size; ++i)
            m_masked[i] = static_cast<char>(('a' + (m_masked[i] & 15)) ^ m_mask[i]);
    }

    std::string plain() const
    {
        std::string text(m_masked.size(), '\0');
        for (std::size_t i = 0; i < text.size(); ++i)
            text[i] = static_cast<char>(m_masked[i] ^ m_mask[i]);
        return text;
    }
    Secret secret() const
    {
        std::string text = plain();
        Secret made(text);
        Secret::wipe(text);
        return made;
    }

private:
    std::string m_masked;
    std::string m_mask;
};

// What `work` returns in another process: nothing of what it does stays in this one.
template <class F>
int elsewhere(F&& work)
{
    const pid_t child = ::fork();
    if (child == 0)
        ::_exit(work());
    int status = -1;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// Calls visit(begin, end) for each readable mapping.
template <class F>
void forEachMapping(pid_t pid, F&& visit)
{
    std::ifstream maps(str("/proc/", pid, "/maps"));
    for (std::string line; std::getline(maps, line);) {
        std::size_t begin = 0;
        std::size_t end = 0;
        char readable = '-';
        if (std::sscanf(line.c_str(), "%zx-%zx %c", &begin, &end, &readable) == 3 && readable == 'r')
            visit(begin, end);
    }
}

// Whether the memory of a process holds the word, or a part of it: what was freed is often overwritten at its begin only.
bool holds(pid_t pid, const HiddenWord& word)
{
    return elsewhere([&] {
               const std::string text = word.plain();
               const UniqueFd memory(::open(str("/proc/", pid, "/mem").c_str(), O_RDONLY | O_CLOEXEC));
               std::size_t seen = 0;
               bool found = false;
               std::string buffer;
               forEachMapping(pid, [&](std::size_t begin, std::size_t end) {
                   buffer.resize(end - begin);
                   const ssize_t count = ::pread(memory.get(), buffer.data(), buffer.size(), static_cast<off_t>(begin));
                   if (count <= 0)
                       return;  // of the kernel
                   seen += static_cast<std::size_t>(count);
                   for (std::size_t at = 0; at + Window <= text.size(); at += Window / 2)
                       found = found || ::memmem(buffer.data(), static_cast<std::size_t>(count), text.data() + at,
                                                 Window) != nullptr;
               });
               return seen == 0 ? 2 : found ? 1 : 0;
           }) != 0;
}

void setPassword(const TestUser& user, const HiddenWord& word)
{
    const int status = elsewhere([&] {
        int ends[2];
        const std::string line = str(user.name(), ':', word.plain(), '\n');
        if (::pipe(ends) != 0 || ::write(ends[1], line.data(), line.size()) < 0 || ::dup2(ends[0], 0) != 0)
            return 1;
        ::close(ends[1]);
        ::execlp("flock", "flock", "/etc/login.defs", "chpasswd", nullptr);
        return 1;
    });
    if (status != 0)
        throw std::runtime_error("chpasswd failed");
}

PromptAnswer answerOf(const HiddenWord& word)
{
    PromptAnswer answer{.decision = PromptAnswer::Decision::Answered, .fields = {}};
    answer.fields.push_back(word.secret());
    return answer;
}

}  // namespace

class SecretMemoryTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (Sanitized)
            QSKIP("the sanitizer keeps what is freed as it was");
        if (const std::string why = TestUser::unavailable(); !why.empty())
            QSKIP(why.c_str());
        m_alice.emplace();
        m_bob.emplace();
    }
    void cleanupTestCase()
    {
        m_bob.reset();
        m_alice.reset();
    }

    void the_search_finds_what_is_held()
    {
        const HiddenWord word(24);
        QVERIFY(!holds(::getpid(), word));
        {
            const Secret held = word.secret();
            QVERIFY(holds(::getpid(), word));
        }
        QVERIFY(!holds(::getpid(), word));
        // As what a string leaves in the memory it has freed.
        auto freed = std::make_unique<std::string>(word.plain());
        QCOMPARE(std::strspn(freed->c_str(), "abcdefghijklmnop"), freed->size());
        freed.reset();
        QVERIFY(holds(::getpid(), word));
    }

    void an_answered_question_leaves_nothing_data() { programs(); }
    void an_answered_question_leaves_nothing()
    {
        QFETCH(QString, program);
        QFETCH(int, size);
        const HiddenWord wrong(static_cast<std::size_t>(size));
        const HiddenWord right(static_cast<std::size_t>(size));
        setPassword(asked(program), right);
        const Rules rules = rulesFor(program);

        FixedPrompts prompts;
        prompts.holdUnanswered();
        TestMaster master(&prompts);
        const std::vector<ContextId> chain = chainTo(master);
        Outcome outcome;
        const auto handle =
            master.connector().connect(hopTo(program.toStdString(), m_bob->name()), chain.back(), outcome);
        const auto answers = [&](const HiddenWord& word) {
            if (!master.until([&] { return prompts.waiting().size() == 1 || outcome.done(); }) || outcome.done())
                return false;
            prompts.answerWaiting(prompts.waiting().front().id, answerOf(word));
            return true;
        };
        QVERIFY2(answers(wrong), outcome.error().c_str());
        QVERIFY(master.until([&] { return prompts.waiting().size() == 1; }));
        // Where the program runs it is known still, so that it is not sent again.
        QVERIFY(holds(pidOf(master, chain.back()), wrong));
        QVERIFY(answers(right));
        QVERIFY(master.until([&] { return outcome.done(); }));
        QVERIFY2(outcome.error().empty(), outcome.error().c_str());

        for (const pid_t pid : processes(master, chain, outcome)) {
            QVERIFY2(!holds(pid, wrong), str("wrong, ", pid).c_str());
            QVERIFY2(!holds(pid, right), str("right, ", pid).c_str());
        }
    }

    // By the desktop's own ssh, whose password it is, too.
    void an_answer_leaves_nothing_on_its_way_by_ssh()
    {
        if (const std::string why = SshServer::unavailable(); !why.empty())
            QSKIP(why.c_str());
        const HiddenWord word(40);
        setPassword(*m_alice, word);
        const Rules rules = rulesFor(u"sudo"_s);
        ::unsetenv("SSH_AUTH_SOCK");
        const TempDir directory;
        const SshServer server;
        FixedPrompts prompts;
        prompts.holdUnanswered();
        TestMaster master(&prompts);
        master.connector().addOpener(
            connect::makeLibsshOpener({.configFile = directory.write("config", ""),
                                       .knownHostsFile = directory.write("known_hosts", server.knownHosts())},
                                      master.log("ssh")));
        connect::Hop there = hopTo("ssh", m_alice->name());
        there.options.set("hostname", SshServer::host());
        there.options.set("port", server.port());
        std::optional<ContextId> via;
        std::vector<pid_t> pids{::getpid()};
        for (const connect::Hop& hop : {there, hopTo("sudo", m_bob->name())}) {
            Outcome outcome;
            const auto handle = master.connector().connect(hop, via, outcome);
            QVERIFY(master.until([&] { return prompts.waiting().size() == 1 || outcome.done(); }));
            QVERIFY2(!outcome.done(), outcome.error().c_str());
            prompts.answerWaiting(prompts.waiting().front().id, answerOf(word));
            QVERIFY(master.until([&] { return outcome.done(); }));
            QVERIFY2(outcome.error().empty(), outcome.error().c_str());
            via = outcome.result()->id;
            pids.push_back(pidOf(master, *via));
        }
        for (const pid_t pid : pids)
            QVERIFY2(!holds(pid, word), str(pid).c_str());
    }

    void a_password_given_with_the_hop_leaves_nothing_data() { programs(); }
    void a_password_given_with_the_hop_leaves_nothing()
    {
        QFETCH(QString, program);
        QFETCH(int, size);
        const HiddenWord right(static_cast<std::size_t>(size));
        setPassword(asked(program), right);
        const Rules rules = rulesFor(program);

        TestMaster master;
        const std::vector<ContextId> chain = chainTo(master);
        Outcome outcome;
        {
            Dict given;
            given.set("password", right.secret());
            const auto handle = master.connector().connect(
                hopTo(program.toStdString(), m_bob->name(), std::move(given)), chain.back(), outcome);
            QVERIFY(master.until([&] { return outcome.done(); }));
        }
        QVERIFY2(outcome.error().empty(), outcome.error().c_str());
        for (const pid_t pid : processes(master, chain, outcome))
            QVERIFY2(!holds(pid, right), str(pid).c_str());
    }

private:
    using Rules = std::pair<std::unique_ptr<SudoRules>, std::unique_ptr<DoasRules>>;

    // Short ones lie within the objects that hold them.
    static void programs()
    {
        QTest::addColumn<QString>("program");
        QTest::addColumn<int>("size");
        for (const char* const program : {"su", "sudo", "doas"}) {
            QTest::addRow("%s, short", program) << program << 12;
            QTest::addRow("%s, long", program) << program << 40;
        }
    }

    // sudo and doas ask whom they are started by.
    const TestUser& asked(const QString& program) const { return program == "su" ? *m_bob : *m_alice; }
    Rules rulesFor(const QString& program) const
    {
        Rules rules;
        if (program == "sudo")
            rules.first = std::make_unique<SudoRules>(str(m_alice->name(), " ALL=(ALL) ALL\n"));
        if (program == "doas")
            rules.second = std::make_unique<DoasRules>(str("permit ", m_alice->name()));
        return rules;
    }

    // Three contexts of alice's, each below the one before.
    std::vector<ContextId> chainTo(TestMaster& master) const
    {
        master.connector().addOpener(std::make_unique<LocalAs>(m_alice->name()));
        std::vector<ContextId> chain{master.local()};
        chain.push_back(master.local(chain.back()));
        chain.push_back(master.local(chain.back()));
        return chain;
    }

    static pid_t pidOf(TestMaster& master, ContextId id)
    {
        return static_cast<pid_t>(*master.context(id).call("os.getpid").as<std::int64_t>());
    }

    static std::vector<pid_t> processes(TestMaster& master, const std::vector<ContextId>& chain, const Outcome& outcome)
    {
        std::vector<pid_t> pids{::getpid(), pidOf(master, outcome.result()->id)};
        for (const ContextId id : chain)
            pids.push_back(pidOf(master, id));
        return pids;
    }

    std::optional<TestUser> m_alice;
    std::optional<TestUser> m_bob;
};

QTEST_GUILESS_MAIN(SecretMemoryTest)
#include "secret_memory_test.moc"
