#pragma once

#include "app/connect/option_field.h"
#include "core/qt/engine_api.h"

#include <functional>

class QComboBox;
class QPlainTextEdit;
class QToolButton;

namespace rz::app {

class CandidateModel;
class CandidateSearch;

// The field of a method's target, which may be typed or chosen from a list of what there is. The list is looked for when it
// is first opened and whenever the button is pressed; what became of that stands below it.
class TargetField : public OptionField {
    Q_OBJECT
public:
    // Where to look, and the hop as it is drafted, which says how.
    struct Place {
        qt::EngineApi& engine;
        qt::NodeKey where;
        std::function<connect::Hop()> hop;
    };
    TargetField(const connect::OptionDescription& description, Place place, QWidget* parent);

    void setValue(const Value* value) override;
    std::expected<std::optional<Value>, QString> value() const override;
    void setInherited(const Value& value) override;

    // Opens the list; looks first when there is none for the hop as it is.
    void openList();
    void look();

private:
    class Box;
    void makeOutcome();
    void showOutcome();
    void showDetails(bool shown);
    QString emptyText() const;

    Place m_place;
    CandidateSearch* m_search;
    CandidateModel* m_candidates;
    Box* m_box;
    QToolButton* m_look;
    QLabel* m_outcome;
    QToolButton* m_details;
    QPlainTextEdit* m_report;
    bool m_openWhenFound = false;
};

}  // namespace rz::app
