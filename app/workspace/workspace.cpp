#include "app/workspace/workspace.h"

#include "app/common/file_chooser.h"
#include "app/prompts/prompt_centre.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSettings>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr std::chrono::milliseconds Soon(500);
const auto AtStartKey = u"workspace/atStart"_s;
const QStringList AtStartWords{u"never"_s, u"ask"_s, u"always"_s};  // in the order of AtStart

}  // namespace

Workspace::Workspace(qt::EngineApi& engine, PromptCentre& prompts, QSettings& settings, QString file, QObject* parent)
    : QObject(parent), m_engine(engine), m_prompts(prompts), m_settings(settings), m_file(std::move(file))
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(Soon);
    connect(&m_soon, &QTimer::timeout, this, &Workspace::flush);
    connect(&m_engine, &qt::EngineApi::treeChanged, this, [this](const qt::TreeChanges& changes) {
        if (m_wanted.follow(changes) && !m_soon.isActive())
            m_soon.start();
    });
}

Workspace::~Workspace() = default;

Workspace::AtStart Workspace::atStart() const
{
    const auto word = AtStartWords.indexOf(m_settings.value(AtStartKey).toString());
    return word < 0 ? AtStart::Ask : static_cast<AtStart>(word);
}

void Workspace::setAtStart(AtStart what)
{
    m_settings.setValue(AtStartKey, AtStartWords[static_cast<int>(what)]);
}

void Workspace::begin()
{
    m_begun = true;
    const AtStart wish = atStart();
    QFile file(m_file);
    if (wish == AtStart::Never || !file.exists())
        return;
    if (!file.open(QIODevice::ReadOnly)) {
        m_problem = file.errorString();
    } else if (auto read = readRecipes(file.readAll())) {
        m_offered = std::move(*read);
        if (wish == AtStart::Always)
            restore();
    } else {
        m_problem = read.error();
    }
    emit offerChanged();
}

void Workspace::restore()
{
    const std::vector<Recipe> recipes = std::exchange(m_offered, {});
    make(recipes);
    settle();
}

void Workspace::dismiss()
{
    m_offered.clear();
    settle();
}

void Workspace::settle()
{
    m_problem.clear();
    m_soon.start();
    emit offerChanged();
}

void Workspace::make(const std::vector<Recipe>& recipes)
{
    std::vector<qt::NodeKey> made;
    const auto makeBelow = [&](const auto& self, qt::NodeKey parent, const std::vector<Recipe>& below) -> void {
        for (const Recipe& recipe : below) {
            const qt::NodeKey key = m_engine.connectChild(parent, recipe.hop);
            made.push_back(key);
            m_wanted.hold(key);
            self(self, key, recipe.below);
        }
    };
    makeBelow(makeBelow, qt::RootNode, recipes);
    m_prompts.shareAnswers(made);
}

void Workspace::flush()
{
    m_soon.stop();
    // While it is being made again, the file knows more than the tree.
    if (m_file.isEmpty() || !m_begun || !m_problem.isEmpty() || !m_wanted.isComplete())
        return;
    std::vector<Recipe> all = current();
    all.insert(all.end(), m_offered.begin(), m_offered.end());
    const QByteArray text = writeRecipes(all);
    if (text == m_written || (all.empty() && !QFile::exists(m_file)))
        return;
    QDir().mkpath(QFileInfo(m_file).path());
    if (writeFile(m_file, text).isEmpty())
        m_written = text;
}

}  // namespace rz::app
