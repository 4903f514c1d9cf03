#include "tests/integration/become_fixture.h"

#include "core/base/str.h"
#include "tests/support/local_as.h"
#include "tests/support/temp_dir.h"

#include <atomic>
#include <dirent.h>
#include <thread>
#include <unistd.h>

namespace rz::test {

namespace {

ContextId firstOf(TestMaster& master, const TestUser& user, const std::string& locale)
{
    master.connector().addOpener(std::make_unique<LocalAs>(user.name(), locale));
    return master.local();
}

}  // namespace

BecomeFixture::BecomeFixture(const TestUser& user, const std::string& locale)
    : m_master(&m_prompts), m_first(firstOf(m_master, user, locale))
{
}

Outcome BecomeFixture::become(const connect::Hop& hop, std::optional<ContextId> via)
{
    return m_master.connect(hop, via.value_or(m_first));
}

std::string BecomeFixture::outcomes() const
{
    std::string text;
    for (const FixedPrompts::Asked& asked : m_prompts.asked())
        text += str(text.empty() ? "" : " ", !asked.accepted ? "open" : *asked.accepted ? "accepted" : "refused");
    return text;
}

std::string BecomeFixture::uidOf(const Outcome& outcome)
{
    if (!outcome.error().empty())
        return str(outcome.error(), "; seen: ", outcome.result().error().details().seen);
    return str(*m_master.context(outcome.result()->id).call("os.geteuid").as<std::int64_t>());
}

connect::Hop hopTo(std::string method, const std::string& user, Dict options)
{
    connect::Hop hop{.method = std::move(method), .options = std::move(options)};
    hop.options.set("username", user);
    return hop;
}

class SecretWatch::Impl {
public:
    explicit Impl(std::string secret)
        : m_secret(std::move(secret)), m_thread([this](const std::stop_token& stop) {
              while (!stop.stop_requested())
                  look();
          })
    {
    }

    std::set<std::string> finish()
    {
        m_thread.request_stop();
        if (m_thread.joinable())
            m_thread.join();
        look();
        return m_found;
    }

    std::atomic<std::size_t> m_looked = 0;

private:
    void look()
    {
        DIR* const directory = ::opendir("/proc");
        while (const dirent* const entry = directory != nullptr ? ::readdir(directory) : nullptr) {
            if (entry->d_name[0] < '1' || entry->d_name[0] > '9')
                continue;
            ++m_looked;
            for (const char* const name : {"cmdline", "environ"}) {
                const std::string file = str("/proc/", static_cast<const char*>(entry->d_name), '/', name);
                if (readFile(file).find(m_secret) != std::string::npos)
                    m_found.insert(file);
            }
        }
        if (directory != nullptr)
            ::closedir(directory);
    }

    std::string m_secret;
    std::set<std::string> m_found;
    std::jthread m_thread;
};

SecretWatch::SecretWatch(std::string secret) : m_impl(std::make_unique<Impl>(std::move(secret))) {}

SecretWatch::~SecretWatch() = default;

std::set<std::string> SecretWatch::found()
{
    return m_impl->finish();
}

std::size_t SecretWatch::processesLookedAt() const
{
    return m_impl->m_looked;
}

}  // namespace rz::test
