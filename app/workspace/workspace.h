#pragma once

#include "app/workspace/wanted_rows.h"
#include "core/qt/engine_api.h"

#include <QObject>
#include <QTimer>

class QSettings;

namespace rz::app {

class PromptCentre;

// The working set: the tree as recipes, kept in a file while one works and made again at the next start, if the user wants
// that. What was there last time stays in the file until it is restored or dismissed, and then until the user ends or forgets
// it, whether it can be reached or not; a file that cannot be read is not written until it is dismissed either.
class Workspace : public QObject {
    Q_OBJECT
public:
    // An empty name of the file keeps everything in memory. All must outlive it.
    Workspace(qt::EngineApi& engine, PromptCentre& prompts, QSettings& settings, QString file,
              QObject* parent = nullptr);
    ~Workspace() override;

    enum class AtStart : std::uint8_t { Never, Ask, Always };
    AtStart atStart() const;
    void setAtStart(AtStart what);

    // What was connected last time and waits for the user's word.
    const std::vector<Recipe>& offered() const { return m_offered; }
    // Why what was connected last time is not known; empty when it is.
    QString problem() const { return m_problem; }

    // Reads what was there last time; restores it, offers it or leaves it, as the user chose.
    void begin();
    void restore();
    void dismiss();

    // Makes these below the desktop, parents first. Equal questions of theirs are asked once.
    void make(const std::vector<Recipe>& recipes);
    std::vector<Recipe> current() const { return recipesOf(m_engine.nodes(), m_wanted.held()); }

    // Something changed that is not written yet.
    bool hasUnwritten() const { return m_soon.isActive(); }
    void flush();

signals:
    void offerChanged();

private:
    void settle();  // nothing of last time waits any more

    qt::EngineApi& m_engine;
    PromptCentre& m_prompts;
    QSettings& m_settings;
    QString m_file;
    QTimer m_soon;
    bool m_begun = false;
    WantedRows m_wanted;
    std::vector<Recipe> m_offered;
    QString m_problem;
    QByteArray m_written;
};

}  // namespace rz::app
