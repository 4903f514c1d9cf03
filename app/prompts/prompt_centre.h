#pragma once

#include "app/common/context_directory.h"
#include "app/prompts/keyring.h"
#include "core/qt/engine_api.h"

#include <QObject>

#include <list>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

class QSettings;

namespace rz::app {

struct OpenPrompt {
    connect::Prompt prompt;
    qt::NodeKey node{};
};

// All questions that wait for the user, oldest first, and the secrets the user let it keep. A kept secret answers a
// question by itself, once for each connection; one that was refused is forgotten. The questions of what the user just
// started come forward one at a time; the others wait in the pane.
class PromptCentre : public QObject {
    Q_OBJECT
public:
    // All must outlive it. `settings` remembers for which questions the keyring holds something, never what.
    PromptCentre(qt::EngineApi& engine, const ContextDirectory& contexts, Keyring& keyring, QSettings& settings,
                 QObject* parent = nullptr);
    ~PromptCentre() override;

    const std::list<OpenPrompt>& open() const { return m_open; }
    const OpenPrompt* find(std::uint64_t id) const;
    Keyring& keyring() const { return m_keyring; }

    // The user just started `count` contexts, from this key on: what they ask is to come forward.
    void expect(qt::NodeKey first, std::size_t count = 1);
    // The question that is to stand before everything else now.
    std::optional<std::uint64_t> foremost() const { return m_foremost; }
    // These were started together: an answer to one of them that was right answers the equal questions of the others,
    // whether or not it is to be remembered, until all of them are made or have failed. They are expected too.
    void shareAnswers(const std::vector<qt::NodeKey>& nodes);
    void bringForward(std::uint64_t id);
    void putAside(std::uint64_t id);

    void answer(std::uint64_t id, std::vector<Secret> fields, connect::Remember remember);
    // Of host keys, and Refused of any.
    void decide(std::uint64_t id, connect::PromptAnswer::Decision decision);

    // Wipes what is kept for this run, and what would be when it turns out to be right.
    void forgetRunSecrets();

    enum class Cause : std::uint8_t { User, Others };

signals:
    void opened(std::uint64_t id);
    void closed(std::uint64_t id);
    // `cause`: the user opened, answered or put aside one; or one came or went by itself.
    void foremostChanged(rz::app::PromptCentre::Cause cause);
    // The keyring did not keep the answer to this question; it is remembered for this run only.
    void notKept(const QString& question, const QString& reason);

private:
    struct Given {  // answered, not yet known whether it was right
        qt::NodeKey node{};
        Secret secret;
        connect::Remember remember = connect::Remember::No;
    };

    void receive(const connect::Prompt& prompt, qt::NodeKey node);
    void withdraw(std::uint64_t id);
    void learn(const connect::Prompt& prompt, bool accepted);
    void followTree(const qt::TreeChanges& changes);

    const Secret* kept(const OpenPrompt& question) const;
    bool answerFromMemory(const OpenPrompt& question);
    bool isInKeyring(const std::string& identity) const;
    void setInKeyring(const std::string& identity, bool kept);
    void askKeyring(const OpenPrompt& question);
    void show(OpenPrompt question);
    void close(std::uint64_t id, Cause cause);
    void chooseForemost();
    bool pickForemost();
    bool mayBeForemost(const OpenPrompt& open) const;
    bool isExpected(qt::NodeKey node) const;
    void forgetConnection(qt::NodeKey node);
    void forgetGiven(qt::NodeKey node);
    void send(std::uint64_t id, connect::PromptAnswer answer);

    qt::EngineApi& m_engine;
    const ContextDirectory& m_contexts;
    Keyring& m_keyring;
    QSettings& m_settings;
    std::list<OpenPrompt> m_open;  // oldest first; their ids are those of several trees, in no order
    std::unordered_map<std::uint64_t, std::list<OpenPrompt>::iterator> m_byId;
    std::optional<std::uint64_t> m_foremost;
    std::set<std::uint64_t> m_aside;
    std::set<qt::NodeKey> m_expected;
    std::unordered_map<std::uint64_t, OpenPrompt> m_asking;  // the keyring is being asked for these
    std::unordered_map<std::uint64_t, Given> m_given;        // by question
    std::map<QString, QString> m_keeping;                    // questions whose answer the keyring was given, by name
    std::map<std::string, Secret> m_runSecrets;              // by Prompt::identity()
    std::set<qt::NodeKey> m_sharing;                         // being made together
    std::map<std::string, Secret> m_sharedSecrets;           // for these, while there are any; by identity
    std::set<std::pair<qt::NodeKey, std::string>> m_answeredByItself;  // once for each connection
};

}  // namespace rz::app
