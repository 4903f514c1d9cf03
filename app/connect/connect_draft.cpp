#include "app/connect/connect_draft.h"

#include "app/connect/method_text.h"

#include <algorithm>

namespace rz::app {
namespace {

// Required, and not filled in yet.
const connect::OptionDescription* missingOption(const connect::Hop& hop)
{
    const connect::MethodDescription* method = connect::findMethod(hop.method);
    if (method == nullptr)
        return nullptr;
    const auto missing = std::ranges::find_if(method->options, [&hop](const connect::OptionDescription& option) {
        const Value* value = option.required ? hop.options.find(option.name) : nullptr;
        const auto* text = value == nullptr ? nullptr : value->as<std::string>();
        return option.required && (value == nullptr || (text != nullptr && text->empty()));
    });
    return missing == method->options.end() ? nullptr : &*missing;
}

}  // namespace

ConnectDraft::ConnectDraft(std::string firstMethod, QObject* parent)
    : QObject(parent), m_chain{connect::Hop{.method = std::move(firstMethod), .options = {}}}
{
}

QString ConnectDraft::problem() const
{
    if (m_lineError)
        return tr("The chain cannot be read: %1").arg(QString::fromStdString(m_lineError->text()));
    if (!m_fieldProblems.empty())
        return m_fieldProblems.begin()->second;
    for (const connect::Hop& hop : m_chain) {
        if (const auto* missing = missingOption(hop))
            return tr("%1: %2 is missing", "method, option")
                .arg(methodLabel(*connect::findMethod(hop.method)), optionLabel(*missing));
        if (const auto valid = connect::validate(hop); !valid)
            return tr("Not possible: %1").arg(QString::fromStdString(valid.error().text()));
    }
    return {};
}

void ConnectDraft::setText(const QString& text)
{
    if (text == m_text)
        return;
    m_text = text;
    auto parsed = connect::parseChain(text.toStdString());
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
