#pragma once

#include "app/connect/chain_suggestions.h"
#include "app/connect/connect_draft.h"
#include "app/connect/option_form.h"

#include <QWidget>

#include <string>
#include <vector>

class QComboBox;
class QLabel;
class QTabBar;
class QToolButton;

namespace rz::app {

class ChainLine;

// A chain as a line and, below it, a form for each of its hops. What is wrong with it as a whole is told by whoever shows
// it, from the draft.
class ChainEditor : public QWidget {
    Q_OBJECT
public:
    // `from` is where the chain starts.
    ChainEditor(const ChainSources& sources, const std::string& firstMethod, connect::From from,
                OptionForm::For purpose, QWidget* parent = nullptr);

    ConnectDraft& draft() { return m_draft; }
    OptionForm& form() { return *m_form; }
    // Methods whose programs are not in the place where the chain begins: the first hop is not offered them.
    void setMissing(const std::vector<std::string>& methods, const QString& place);
    // The draft's problem in a label of its owner: in the colour of danger when the line itself is wrong, quiet while
    // something is merely missing.
    void tellProblem(QLabel& label) const;

private:
    QLayout* makeHopLine();
    QLayout* makeMethodLine();
    void showHops();
    void showHopTexts();

    void showMethods();

    QStringList m_methods;
    std::vector<std::string> m_missing;
    QString m_place;
    ConnectDraft m_draft;
    ChainLine* m_line;
    QTabBar* m_hops;
    QToolButton* m_addHop;
    QComboBox* m_method;
    QLabel* m_methodHelp;
    OptionForm* m_form;
    bool m_following = false;  // widgets are being set from the draft
};

// A label beside its field, which has its parent already; as wide as those of the form.
QLabel* makeFieldLabel(const QString& text, QWidget* field);
// A label for help and hints.
QLabel* makeQuietLabel(QWidget* parent);

}  // namespace rz::app
