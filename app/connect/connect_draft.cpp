#include "app/connect/connect_draft.h"

#include "app/connect/hop_check.h"

#include <algorithm>

namespace rz::app {

ConnectDraft::ConnectDraft(std::string firstMethod, connect::From from, QObject* parent)
    : QObject(parent), m_from(from), m_chain{connect::Hop{.method = std::move(firstMethod), .options = {}}}
{
}

void ConnectDraft::setChain(connect::Chain chain)
{
    m_chain = std::move(chain);
    m_current = static_cast<int>(m_chain.size()) - 1;
    m_fieldProblems.clear();
    hopsEdited();
    emit hopsChanged();
}

QString ConnectDraft::problem() const
{
    if (m_lineError)
        return tr("The chain cannot be read: %1").arg(QString::fromStdString(m_lineError->text()));
    if (!m_fieldProblems.empty())
        return m_fieldProblems.begin()->second;
    for (std::size_t i = 0; i < m_chain.size(); ++i) {
        const connect::Hop& hop = m_chain[i];
        QString text;
        if (const auto problems = problemsOf(hop, fromOf(i)); !problems.empty())
            text = problems.front().text;
        else if (const auto valid = connect::validate(hop, fromOf(i)); !valid)
            text = QString::fromStdString(valid.error().text());
        if (text.isEmpty())
            continue;
        return m_chain.size() == 1 ? text
                                   : tr("%1: %2", "a hop and what is wrong with it")
                                         .arg(QString::fromStdString(hop.label()).trimmed(), text);
    }
    return {};
}

QString ConnectDraft::problemOf(std::string_view option) const
{
    if (const auto unreadable = m_fieldProblems.find(option); unreadable != m_fieldProblems.end())
        return unreadable->second;
    for (const OptionProblem& problem : problemsOf(hop(), fromOf(static_cast<std::size_t>(m_current)))) {
        if (problem.option == option && !problem.missing)
            return problem.text;
    }
    return {};
}

void ConnectDraft::setText(const QString& text)
{
    if (text == m_text)
        return;
    m_text = text;
    auto parsed = connect::parseChain(text.toStdString(), m_from);
    if (!parsed) {
        m_lineError = parsed.error();
    } else {
        m_lineError.reset();
        m_fieldProblems.clear();
        m_chain = std::move(*parsed);
        // Who writes a line works at its end.
        m_current = static_cast<int>(m_chain.size()) - 1;
        emit hopsChanged();
    }
    emit problemChanged();
}

void ConnectDraft::setCurrent(int index)
{
    if (index == m_current)
        return;
    m_current = index;
    m_fieldProblems.clear();
    emit hopsChanged();
    emit problemChanged();
}

void ConnectDraft::addHop(const std::string& method)
{
    m_chain.push_back({.method = method, .options = {}});
    m_current = static_cast<int>(m_chain.size()) - 1;
    m_fieldProblems.clear();
    hopsEdited();
    emit hopsChanged();
}

void ConnectDraft::removeHop(int index)
{
    if (m_chain.size() == 1)
        return;
    m_chain.erase(m_chain.begin() + index);
    m_current = std::clamp(m_current - (index < m_current ? 1 : 0), 0, static_cast<int>(m_chain.size()) - 1);
    m_fieldProblems.clear();
    hopsEdited();
    emit hopsChanged();
}

void ConnectDraft::setMethod(const std::string& method)
{
    connect::Hop& edited = m_chain[static_cast<std::size_t>(m_current)];
    if (edited.method == method)
        return;
    edited.method = method;
    std::erase_if(edited.options.items, [&method](const auto& item) {
        const auto* name = item.first.template as<std::string>();
        return name == nullptr || connect::findOption(method, *name) == nullptr;
    });
    m_fieldProblems.clear();
    hopsEdited();
    emit hopsChanged();
}

void ConnectDraft::setOption(std::string_view name, std::optional<Value> value)
{
    Dict& options = m_chain[static_cast<std::size_t>(m_current)].options;
    if (value) {
        options.set(Value(name), std::move(*value));
    } else {
        std::erase_if(options.items, [name](const auto& item) {
            const auto* key = item.first.template as<std::string>();
            return key != nullptr && *key == name;
        });
    }
    m_fieldProblems.erase(std::string(name));
    hopsEdited();
}

void ConnectDraft::setFieldProblem(std::string_view name, const QString& problem)
{
    if (problem.isEmpty())
        m_fieldProblems.erase(std::string(name));
    else
        m_fieldProblems.insert_or_assign(std::string(name), problem);
    emit problemChanged();
}

void ConnectDraft::hopsEdited()
{
    m_lineError.reset();
    m_text = QString::fromStdString(connect::toString(m_chain));
    emit textChanged(m_text);
    emit problemChanged();
}

}  // namespace rz::app
