#include "app/window/window_layout.h"

#include <QHeaderView>
#include <QMainWindow>
#include <QSettings>
#include <QSplitter>
#include <QTableView>
#include <QTreeView>

#include <array>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr int LayoutVersion = 1;  // of the saved docks; another one is not restored

const auto GeometryKey = u"window/geometry"_s;
const auto StateKey = u"window/state"_s;
const auto PartsGroup = u"window/parts/"_s;

// Tables whose columns are always the same. Those of results come and go with the result.
constexpr std::array<const char16_t*, 6> Tables = {u"log",     u"routes",    u"links",
                                                   u"modules", u"transfers", u"storyTable"};

std::map<QString, QSplitter*> splittersOf(const QMainWindow& window)
{
    std::map<QString, QSplitter*> splitters;
    for (QSplitter* splitter : window.findChildren<QSplitter*>()) {
        if (!splitter->objectName().isEmpty())
            splitters.emplace(splitter->objectName(), splitter);
    }
    return splitters;
}

std::map<QString, QHeaderView*> headersOf(const QMainWindow& window)
{
    std::map<QString, QHeaderView*> headers;
    for (const char16_t* name : Tables) {
        if (const auto* table = window.findChild<QTableView*>(QString::fromUtf16(name)))
            headers.emplace(table->objectName(), table->horizontalHeader());
    }
    for (const QString& name : {u"contextTree"_s, u"hostTree"_s}) {
        if (const auto* tree = window.findChild<QTreeView*>(name))
            headers.emplace(name, tree->header());
    }
    return headers;
}

}  // namespace

WindowLayout::WindowLayout(QMainWindow& window, QSettings& settings)
    : m_window(window), m_settings(settings), m_first(parts())
{
}

std::map<QString, QByteArray> WindowLayout::parts() const
{
    std::map<QString, QByteArray> states;
    for (const auto& [name, splitter] : splittersOf(m_window))
        states.emplace(name, splitter->saveState());
    for (const auto& [name, header] : headersOf(m_window))
        states.emplace(name, header->saveState());
    return states;
}

void WindowLayout::setParts(const std::map<QString, QByteArray>& states)
{
    const auto stateOf = [&states](const QString& name) {
        const auto found = states.find(name);
        return found == states.end() ? QByteArray() : found->second;
    };
    for (const auto& [name, splitter] : splittersOf(m_window))
        splitter->restoreState(stateOf(name));
    for (const auto& [name, header] : headersOf(m_window))
        header->restoreState(stateOf(name));
}

void WindowLayout::save() const
{
    m_settings.setValue(GeometryKey, m_window.saveGeometry());
    m_settings.setValue(StateKey, m_window.saveState(LayoutVersion));
    for (const auto& [name, state] : parts())
        m_settings.setValue(PartsGroup + name, state);
}

void WindowLayout::restore()
{
    m_window.restoreGeometry(m_settings.value(GeometryKey).toByteArray());
    m_window.restoreState(m_settings.value(StateKey).toByteArray(), LayoutVersion);
    std::map<QString, QByteArray> states;
    for (const auto& [name, first] : m_first)
        states.emplace(name, m_settings.value(PartsGroup + name).toByteArray());
    setParts(states);
}

void WindowLayout::reset()
{
    setParts(m_first);
}

}  // namespace rz::app
