#include "app/prompts/prompt_centre.h"

#include "app/prompts/prompt_text.h"

#include <QSettings>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

// Names of the questions the keyring has an answer for, so that it is not asked (and unlocked) in vain.
const auto KeyringNames = u"prompts/inKeyring"_s;

using Decision = connect::PromptAnswer::Decision;

QString keyringName(const std::string& identity)
{
    return QString::fromStdString(identity);
}

// One secret answers it, and the same one the next time.
bool canBeKept(const connect::Prompt& prompt)
{
    return prompt.maySave && prompt.fields.size() <= 1 && !isHostKey(prompt);
}

}  // namespace

PromptCentre::PromptCentre(qt::EngineApi& engine, const ContextDirectory& contexts, Keyring& keyring,
                           QSettings& settings, QObject* parent)
    : QObject(parent), m_engine(engine), m_contexts(contexts), m_keyring(keyring), m_settings(settings)
{
    connect(&m_engine, &qt::EngineApi::prompted, this, &PromptCentre::receive);
    connect(&m_engine, &qt::EngineApi::promptWithdrawn, this, &PromptCentre::withdraw);
    connect(&m_engine, &qt::EngineApi::promptDecided, this, &PromptCentre::learn);
    connect(&m_contexts, &ContextDirectory::changed, this, &PromptCentre::followTree);
    connect(&m_keyring, &Keyring::failed, this, [this](const QString& name, const QString& reason) {
        setInKeyring(name.toStdString(), false);
        emit notKept(m_keeping[name], reason);
    });
}

PromptCentre::~PromptCentre() = default;

const OpenPrompt* PromptCentre::find(std::uint64_t id) const
{
    const auto found = m_byId.find(id);
    return found == m_byId.end() ? nullptr : &*found->second;
}

void PromptCentre::expect(qt::NodeKey first, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i)
        m_expected.insert(static_cast<qt::NodeKey>(static_cast<std::uint64_t>(first) + i));
    chooseForemost();
}

// Started by the user, or below what was.
bool PromptCentre::isExpected(qt::NodeKey node) const
{
    while (!m_expected.contains(node)) {
        const qt::NodeSnapshot* shown = m_contexts.find(node);
        if (shown == nullptr)
            return false;
        node = shown->parent;
    }
    return true;
}

void PromptCentre::bringForward(std::uint64_t id)
{
    if (find(id) == nullptr)
        return;
    m_aside.erase(id);
    if (m_foremost != id) {
        m_foremost = id;
        emit foremostChanged(Cause::User);
    }
}

void PromptCentre::putAside(std::uint64_t id)
{
    m_aside.insert(id);
    if (m_foremost != id)
        return;
    m_foremost.reset();
    pickForemost();
    emit foremostChanged(Cause::User);
}

void PromptCentre::shareAnswers(const std::vector<qt::NodeKey>& nodes)
{
    m_expected.insert(nodes.begin(), nodes.end());
    m_sharing.insert(nodes.begin(), nodes.end());
    chooseForemost();
}

void PromptCentre::answer(std::uint64_t id, std::vector<Secret> fields, connect::Remember remember)
{
    const OpenPrompt* question = find(id);
    if (question == nullptr)
        return;
    const bool isOfUse = remember != connect::Remember::No || m_sharing.contains(question->node);
    if (isOfUse && canBeKept(question->prompt) && fields.size() == 1)
        m_given.insert_or_assign(id, Given{question->node, fields.front(), remember});
    send(id, {.decision = Decision::Answered, .fields = std::move(fields), .remember = remember});
}

void PromptCentre::decide(std::uint64_t id, Decision decision)
{
    if (find(id) != nullptr)
        send(id, {.decision = decision, .fields = {}, .remember = connect::Remember::No});
}

void PromptCentre::send(std::uint64_t id, connect::PromptAnswer answer)
{
    close(id, Cause::User);
    m_engine.answer(id, std::move(answer));
}

void PromptCentre::forgetRunSecrets()
{
    m_runSecrets.clear();
    m_sharedSecrets.clear();
    m_given.clear();
}

void PromptCentre::receive(const connect::Prompt& prompt, qt::NodeKey node)
{
    const OpenPrompt question{prompt, node};
    if (answerFromMemory(question))
        return;
    const bool firstTime = prompt.attempt == 1 && !m_answeredByItself.contains({node, prompt.identity()});
    if (firstTime && canBeKept(prompt) && isInKeyring(prompt.identity()))
        askKeyring(question);
    else
        show(question);
}

const Secret* PromptCentre::kept(const OpenPrompt& question) const
{
    const std::string identity = question.prompt.identity();
    if (const auto found = m_runSecrets.find(identity); found != m_runSecrets.end())
        return &found->second;
    const auto shared = m_sharedSecrets.find(identity);
    return shared != m_sharedSecrets.end() && m_sharing.contains(question.node) ? &shared->second : nullptr;
}

bool PromptCentre::answerFromMemory(const OpenPrompt& question)
{
    const connect::Prompt& prompt = question.prompt;
    const Secret* secret = kept(question);
    if (secret == nullptr || prompt.attempt > 1 || !canBeKept(prompt))
        return false;
    if (!m_answeredByItself.emplace(question.node, prompt.identity()).second)
        return false;
    m_engine.answer(prompt.id, {.decision = Decision::Answered, .fields = {*secret}, .remember = {}});
    return true;
}

bool PromptCentre::isInKeyring(const std::string& identity) const
{
    return m_settings.value(KeyringNames).toStringList().contains(keyringName(identity));
}

void PromptCentre::setInKeyring(const std::string& identity, bool kept)
{
    QStringList names = m_settings.value(KeyringNames).toStringList();
    names.removeAll(keyringName(identity));
    if (kept)
        names << keyringName(identity);
    m_settings.setValue(KeyringNames, names);
}

void PromptCentre::askKeyring(const OpenPrompt& question)
{
    const std::uint64_t id = question.prompt.id;
    m_asking.emplace(id, question);
    m_keyring.read(keyringName(question.prompt.identity()), this, [this, id](std::optional<Secret> secret) {
        const auto asked = m_asking.extract(id);
        if (asked.empty())
            return;  // withdrawn meanwhile
        const OpenPrompt& waiting = asked.mapped();
        if (!secret) {
            show(waiting);
            return;
        }
        m_answeredByItself.emplace(waiting.node, waiting.prompt.identity());
        m_engine.answer(id, {.decision = Decision::Answered, .fields = {std::move(*secret)}, .remember = {}});
    });
}

void PromptCentre::show(OpenPrompt question)
{
    const std::uint64_t id = question.prompt.id;
    // Chosen before anybody hears of it, so that it is not shown in two places. Of those there were, none may be it.
    const bool isForemost = !m_foremost && mayBeForemost(question);
    if (isForemost)
        m_foremost = id;
    m_byId[id] = m_open.insert(m_open.end(), std::move(question));
    emit opened(id);
    if (isForemost)
        emit foremostChanged(Cause::Others);
}

void PromptCentre::withdraw(std::uint64_t id)
{
    m_asking.erase(id);
    m_given.erase(id);
    close(id, Cause::Others);
}

void PromptCentre::close(std::uint64_t id, Cause cause)
{
    const auto found = m_byId.extract(id);
    if (found.empty())
        return;
    m_open.erase(found.mapped());
    m_aside.erase(id);
    const bool wasForemost = m_foremost == id;
    if (wasForemost) {
        m_foremost.reset();
        pickForemost();
    }
    emit closed(id);
    if (wasForemost)
        emit foremostChanged(cause);
}

void PromptCentre::chooseForemost()
{
    if (pickForemost())
        emit foremostChanged(Cause::Others);
}

// True when there was none and now is one.
bool PromptCentre::pickForemost()
{
    if (m_foremost)
        return false;
    const auto next = std::ranges::find_if(m_open, [this](const OpenPrompt& open) { return mayBeForemost(open); });
    if (next == m_open.end())
        return false;
    m_foremost = next->prompt.id;
    return true;
}

bool PromptCentre::mayBeForemost(const OpenPrompt& open) const
{
    return !m_aside.contains(open.prompt.id) && isExpected(open.node);
}

void PromptCentre::learn(const connect::Prompt& prompt, bool accepted)
{
    const std::string identity = prompt.identity();
    auto given = m_given.extract(prompt.id);
    if (!accepted) {
        m_runSecrets.erase(identity);
        m_sharedSecrets.erase(identity);
        if (isInKeyring(identity)) {
            setInKeyring(identity, false);
            m_keyring.remove(keyringName(identity));
        }
        return;
    }
    if (given.empty())
        return;
    if (given.mapped().remember == connect::Remember::Keyring) {
        m_keeping.insert_or_assign(keyringName(identity), promptTitle(prompt));
        setInKeyring(identity, true);
        m_keyring.write(keyringName(identity), given.mapped().secret);
    }
    const bool isShared = given.mapped().remember == connect::Remember::No;
    if (isShared && m_sharing.empty())
        return;
    auto& secrets = isShared ? m_sharedSecrets : m_runSecrets;
    secrets.insert_or_assign(identity, std::move(given.mapped().secret));
    // The same question may be waiting for other contexts.
    std::vector<std::uint64_t> equal;
    for (const OpenPrompt& question : m_open) {
        if (question.prompt.identity() == identity)
            equal.push_back(question.prompt.id);
    }
    for (const std::uint64_t id : equal) {
        const OpenPrompt* question = find(id);
        if (question != nullptr && answerFromMemory(*question))
            close(id, Cause::Others);
    }
}

// What a connection was expected to ask, or answered by itself, ends with the connection.
void PromptCentre::followTree(const qt::TreeChanges& changes)
{
    for (const qt::NodeKey key : changes.removed)
        forgetConnection(key);
    for (const qt::NodeSnapshot& node : changes.changed) {
        if (node.state != qt::NodeState::Connecting)
            forgetConnection(node.key);
    }
    if (m_sharing.empty())
        m_sharedSecrets.clear();
}

void PromptCentre::forgetConnection(qt::NodeKey node)
{
    m_expected.erase(node);
    m_sharing.erase(node);
    const auto first = m_answeredByItself.lower_bound({node, {}});
    auto last = first;
    while (last != m_answeredByItself.end() && last->first == node)
        ++last;
    m_answeredByItself.erase(first, last);
    // Whether they were right may still be told with the same news as the end.
    if (!m_given.empty())
        QMetaObject::invokeMethod(this, [this, node] { forgetGiven(node); }, Qt::QueuedConnection);
}

// Of some answers nobody learns whether they were right.
void PromptCentre::forgetGiven(qt::NodeKey node)
{
    std::erase_if(m_given, [node](const auto& given) { return given.second.node == node; });
}

}  // namespace rz::app
