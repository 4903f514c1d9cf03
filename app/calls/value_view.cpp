#include "app/calls/value_view.h"

#include "app/calls/value_table_model.h"
#include "app/calls/value_text.h"
#include "app/calls/value_tree_model.h"
#include "app/common/filter_edit.h"
#include "app/common/style.h"
#include "app/common/table_actions.h"

#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHeaderView>
#include <QPlainTextEdit>
#include <QStackedWidget>
#include <QTableView>
#include <QTreeView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr int MaxColumnWidth = 360;
// A text view lays out all it holds; the whole can be copied and saved.
constexpr qsizetype MaxShownText = 1024 * 1024;
constexpr int ExpandedItems = 200;

}  // namespace

ValueView::ValueView(QWidget* parent)
    : QWidget(parent),
      m_tableModel(new ValueTableModel(this)),
      m_tableRows(new ValueTableFilter(*m_tableModel, this)),
      m_treeModel(new ValueTreeModel(this)),
      m_table(new QTableView(this)),
      m_filter(nullptr),
      m_tree(new QTreeView(this)),
      m_text(new QPlainTextEdit(this)),
      m_pages(new QStackedWidget(this))
{
    setObjectName(u"valueView"_s);
    m_text->setObjectName(u"valueText"_s);
    m_text->setAccessibleName(tr("Result as text"));
    m_text->setReadOnly(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_pages->addWidget(makeTablePage());
    m_pages->addWidget(makeTree());
    m_pages->addWidget(m_text);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_pages);
}

QWidget* ValueView::makeTablePage()
{
    auto* page = new QWidget(this);
    m_filter = new FilterEdit(tr("Filter rows"), *page, *m_table);
    m_filter->setObjectName(u"rowFilter"_s);
    m_table->setObjectName(u"valueTable"_s);
    m_table->setAccessibleName(tr("Result as table"));
    m_table->setModel(m_tableRows);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setAlternatingRowColors(true);
    m_table->setTabKeyNavigation(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setSortingEnabled(true);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setSectionsMovable(true);
    m_table->horizontalHeader()->setMaximumSectionSize(4 * MaxColumnWidth);
    connect(new TableActions(*m_table, tr("result", "name of a file")), &TableActions::noted, this, &ValueView::noted);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Space);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(2 * Space, 0, 2 * Space, 0);
    top->addWidget(m_filter);
    layout->addLayout(top);
    layout->addWidget(m_table);
    setTabOrder(m_filter, m_table);
    connect(m_filter, &QLineEdit::textChanged, m_tableRows, &QSortFilterProxyModel::setFilterFixedString);
    return page;
}

QWidget* ValueView::makeTree()
{
    m_tree->setObjectName(u"valueTree"_s);
    m_tree->setAccessibleName(tr("Result as tree"));
    m_tree->setModel(m_treeModel);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setUniformRowHeights(true);
    m_tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(ValueTreeModel::ValueColumn, QHeaderView::Stretch);
    m_tree->header()->resizeSection(ValueTreeModel::NameColumn, 220);
    m_tree->header()->resizeSection(ValueTreeModel::TypeColumn, 120);
    const auto* actions = new TableActions(*m_tree, tr("result", "name of a file"));
    m_tree->removeAction(actions->saveAction());  // rows apart from what is below them say little
    return m_tree;
}

ValueView::Form ValueView::bestForm(const Value& value)
{
    if (ValueTableModel::suits(value))
        return Form::Table;
    const bool nested = value.is<List>() || value.is<Tuple>() || value.is<Dict>() || value.is<Kwargs>();
    return nested ? Form::Tree : Form::Text;
}

void ValueView::setMeanings(const Meanings& meanings)
{
    m_tableModel->setMeanings(meanings);
    m_treeModel->setMeanings(meanings);
}

void ValueView::setValue(std::shared_ptr<const Value> value)
{
    m_value = std::move(value);
    m_streaming = false;
    std::ranges::fill(m_filled, false);
    m_filter->clear();
    m_table->sortByColumn(-1, Qt::AscendingOrder);
    setForm(bestForm(*m_value));
}

void ValueView::clear()
{
    setValue(std::make_shared<const Value>(List{}));
}

void ValueView::appendRows(const std::vector<Value>& values)
{
    const bool first = m_tableModel->rowCount() == 0 || !m_streaming;
    if (!m_streaming)
        m_tableModel->setItems(std::make_shared<const Value>(List{}));
    m_streaming = true;
    m_filled[static_cast<int>(Form::Table)] = true;
    m_tableModel->append(values);
    m_form = Form::Table;
    m_pages->setCurrentIndex(static_cast<int>(Form::Table));
    if (first)
        m_table->resizeColumnsToContents();
}

void ValueView::setForm(Form form)
{
    m_form = form;
    fillForm();
    m_pages->setCurrentIndex(static_cast<int>(form));
}

// Each form is made when it is first looked at.
void ValueView::fillForm()
{
    bool& filled = m_filled[static_cast<int>(m_form)];
    if (filled || !m_value)
        return;
    filled = true;
    switch (m_form) {
    case Form::Table: {
        m_tableModel->setItems(m_value);
        m_table->resizeColumnsToContents();
        QHeaderView* header = m_table->horizontalHeader();
        for (int column = 0; column < m_tableModel->columnCount(); ++column)
            header->resizeSection(column, std::min(header->sectionSize(column) + 2 * Space, MaxColumnWidth));
        break;
    }
    case Form::Tree:
        m_treeModel->setValue(m_value);
        if (m_treeModel->rowCount() <= ExpandedItems)
            m_tree->expandToDepth(0);
        break;
    case Form::Text: {
        QString text = fullText(*m_value);
        if (text.size() > MaxShownText) {
            text.truncate(MaxShownText);
            text += u'\n' + tr("… Only the beginning is shown; copy or save the result to have all of it.");
        }
        m_text->setPlainText(text);
        break;
    }
    }
}

void ValueView::copyAsText() const
{
    QString text;
    if (m_form == Form::Table) {
        QModelIndexList rows = m_table->selectionModel()->selectedRows();
        for (int row = 0; rows.isEmpty() && row < m_tableRows->rowCount(); ++row)
            rows << m_tableRows->index(row, 0);
        text = rowsAsText(*m_table, rows);
    } else if (m_form == Form::Text && m_text->textCursor().hasSelection()) {
        text = m_text->textCursor().selectedText().replace(QChar::ParagraphSeparator, u'\n');
    } else if (m_value) {
        text = fullText(*m_value);
    }
    QGuiApplication::clipboard()->setText(text);
}

}  // namespace rz::app
