#include "app/connect/target_field.h"

#include "app/common/error_text.h"
#include "app/common/icons.h"
#include "app/common/style.h"
#include "app/connect/candidate_model.h"
#include "app/connect/candidate_search.h"
#include "app/connect/method_text.h"

#include <QAbstractItemView>
#include <QAccessible>
#include <QComboBox>
#include <QCompleter>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr int RowsShown = 12;
constexpr int ReportLines = 6;

}  // namespace

// Opening its list goes by the field, which may have to look first.
class TargetField::Box final : public QComboBox {
public:
    explicit Box(TargetField& field) : QComboBox(&field), m_field(field) {}

    void showPopup() override { m_field.openList(); }
    void openPopup()
    {
        view()->setMinimumWidth(std::min(view()->sizeHintForColumn(0) + 2 * Margin, 2 * width()));
        QComboBox::showPopup();
    }

private:
    TargetField& m_field;
};

TargetField::TargetField(const connect::OptionDescription& description, Place place, QWidget* parent)
    : OptionField(description, parent),
      m_place(std::move(place)),
      m_search(new CandidateSearch(m_place.engine, m_place.where, this)),
      m_candidates(new CandidateModel(this)),
      m_box(new Box(*this)),
      m_look(new QToolButton(this)),
      m_outcome(new QLabel(this)),
      m_details(new QToolButton(this)),
      m_report(new QPlainTextEdit(this))
{
    m_box->setEditable(true);
    m_box->setInsertPolicy(QComboBox::NoInsert);
    m_box->setModel(m_candidates);
    m_box->setItemDelegate(new CandidateDelegate(m_box));
    m_box->setMaxVisibleItems(RowsShown);
    m_box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_box->lineEdit()->setPlaceholderText(toQString(description.fallback));
    m_box->lineEdit()->setAccessibleName(optionLabel(description));
    m_box->completer()->setCompletionMode(QCompleter::PopupCompletion);
    m_box->completer()->setFilterMode(Qt::MatchContains);
    this->OptionField::place(m_box);

    m_look->setObjectName(objectName() + u"Look"_s);
    m_look->setText(tr("Look", "button: see what there is to connect to"));
    m_look->setIcon(icon(u"find"));
    m_look->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_look->setToolTip(tr("See what there is to connect to"));
    m_look->setAccessibleName(
        tr("Look: %1", "button: see what there is, and the field it fills").arg(optionLabel(description)));
    m_look->setFocusPolicy(Qt::StrongFocus);
    placeBeside(m_look);
    makeOutcome();

    connect(m_box->lineEdit(), &QLineEdit::textEdited, this, &OptionField::edited);
    connect(m_box, &QComboBox::activated, this, &OptionField::edited);
    connect(m_box->completer(), qOverload<const QString&>(&QCompleter::activated), this, &OptionField::edited,
            Qt::QueuedConnection);  // after the line took the text over
    connect(m_look, &QToolButton::clicked, this, [this] {
        m_openWhenFound = true;
        look();
    });
    connect(m_search, &CandidateSearch::changed, this, &TargetField::showOutcome);
    showOutcome();
}

void TargetField::makeOutcome()
{
    m_outcome->setObjectName(objectName() + u"Outcome"_s);
    m_outcome->setTextFormat(Qt::PlainText);
    m_outcome->setWordWrap(true);
    m_outcome->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_details->setObjectName(objectName() + u"Details"_s);
    m_details->setText(tr("Details"));
    m_details->setIcon(icon(u"collapsed"));
    m_details->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_details->setAutoRaise(true);
    m_details->setCheckable(true);
    m_details->setFocusPolicy(Qt::StrongFocus);
    m_report->setObjectName(objectName() + u"Report"_s);
    m_report->setAccessibleName(tr("Details"));
    m_report->setReadOnly(true);
    m_report->setTabChangesFocus(true);
    m_report->setFixedHeight(ReportLines * m_report->fontMetrics().lineSpacing() + Margin);
    placeBelow(m_outcome);
    placeBelow(m_details);
    placeBelow(m_report);
    layout()->setAlignment(m_details, Qt::AlignLeft);
    connect(m_details, &QToolButton::toggled, this, &TargetField::showDetails);
}

void TargetField::setValue(const Value* value)
{
    const QString text = value != nullptr ? asText(*value) : QString();
    if (text != m_box->currentText())
        m_box->setEditText(text);
}

std::expected<std::optional<Value>, QString> TargetField::value() const
{
    const QString text = m_box->currentText().trimmed();
    return text.isEmpty() ? std::optional<Value>() : Value(text.toStdString());
}

void TargetField::setInherited(const Value& value)
{
    m_box->lineEdit()->setPlaceholderText(asText(value));
}

void TargetField::openList()
{
    if (m_search->covers(m_place.hop())) {
        if (m_search->state() == CandidateSearch::State::Looking)
            m_openWhenFound = true;
        else if (m_candidates->rowCount() > 0)
            m_box->openPopup();
        return;
    }
    m_openWhenFound = true;
    look();
}

void TargetField::look()
{
    m_details->setChecked(false);
    m_search->look(m_place.hop());
}

QString TargetField::emptyText() const
{
    const std::string_view name = description().name;
    if (name == "container")
        return tr("No containers here. Type a name, or start one and look again.");
    if (name == "pod")
        return tr("No pods here. Type a name, or start one and look again.");
    if (name == "username")
        return tr("No accounts here that can log in. Type a name.");
    return tr("Nothing found here. Type a name, or look again later.");
}

void TargetField::showOutcome()
{
    using enum CandidateSearch::State;
    const CandidateSearch::State state = m_search->state();
    QString text;
    if (state == Looking && m_search->isSlow())
        text = tr("Looking…");
    else if (state == Failed)
        text = tr("The list could not be had: %1").arg(QString::fromStdString(m_search->error()->text()));
    else if (state == Found && m_search->candidates().empty())
        text = emptyText();
    m_outcome->setForegroundRole(state == Failed ? QPalette::BrightText : QPalette::PlaceholderText);
    const bool isNews = !text.isEmpty() && text != m_outcome->text();
    m_outcome->setText(text);
    m_outcome->setVisible(!text.isEmpty());
    if (isNews) {
        QAccessibleEvent alert(m_outcome, QAccessible::Alert);
        QAccessible::updateAccessibility(&alert);
    }
    m_box->setAccessibleDescription(u"%1 %2"_s.arg(text, optionHelp(description())).trimmed());
    m_details->setVisible(state == Failed);
    showDetails(m_details->isChecked() && state == Failed);
    if (state != Found && state != Failed)
        return;
    const QString typed = m_box->currentText();  // a box forgets it with its list
    m_candidates->setCandidates(m_search->candidates());
    const int chosen = m_box->findText(typed, Qt::MatchExactly | Qt::MatchCaseSensitive);
    m_box->setCurrentIndex(chosen);
    m_box->setEditText(typed);
    if (std::exchange(m_openWhenFound, false) && m_candidates->rowCount() > 0 && isVisible())
        m_box->openPopup();
}

void TargetField::showDetails(bool shown)
{
    m_details->setIcon(icon(shown ? u"expand" : u"collapsed"));
    if (shown)
        m_report->setPlainText(errorReport(*m_search->error()));
    m_report->setVisible(shown);
}

}  // namespace rz::app
