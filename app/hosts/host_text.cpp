#include "app/hosts/host_text.h"

#include "app/connect/method_text.h"

#include <QCoreApplication>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

struct HostTextTr {
    Q_DECLARE_TR_FUNCTIONS(rz::app::HostText)
};

QString valueText(const Value& value)
{
    if (const auto* text = value.as<std::string>())
        return QString::fromStdString(*text);
    if (const bool* flag = value.as<bool>())
        return *flag ? HostTextTr::tr("yes") : HostTextTr::tr("no");
    if (const List* list = value.as<List>()) {
        QStringList items;
        for (const Value& item : list->items)
            items << valueText(item);
        return items.join(u", "_s);
    }
    return QString::fromStdString(repr(value));
}

QString settingText(const std::string& method, std::string_view option, const Value& value)
{
    const auto* description = connect::findOption(method, option);
    const QString label = description != nullptr
                              ? optionLabel(*description)
                              : QString::fromUtf8(option.data(), static_cast<qsizetype>(option.size()));
    return HostTextTr::tr("%1 %2", "a setting and its value: Port 2222").arg(label, valueText(value));
}

QString settingsText(const HostNode& group)
{
    QStringList methods;
    for (const auto& [key, options] : group.settings.items) {
        const auto* name = key.as<std::string>();
        const Dict* given = options.as<Dict>();
        if (name == nullptr || given == nullptr)
            continue;
        QStringList settings;
        for (const auto& [option, value] : given->items) {
            if (const auto* optionName = option.as<std::string>())
                settings << settingText(*name, *optionName, value);
        }
        const auto* method = connect::findMethod(*name);
        const QString label = method != nullptr ? methodLabel(*method) : QString::fromStdString(*name);
        methods << HostTextTr::tr("%1: %2", "a connection method and its settings").arg(label, settings.join(u", "_s));
    }
    return methods.join(u"; "_s);
}

QStringList inheritedLines(const HostNode& host)
{
    QStringList lines;
    const auto chain = connect::parseChain(host.chain.toStdString());
    if (!chain)
        return lines;
    for (const connect::Hop& hop : *chain) {
        const auto* method = connect::findMethod(hop.method);
        for (const connect::OptionDescription& option : method->options) {
            if (hop.options.find(option.name) != nullptr)
                continue;
            if (const auto inherited = inheritedFrom(host.parent, hop, option.name))
                lines << HostTextTr::tr("%1: %2, from %3", "a hop, a setting and the group it is inherited from")
                             .arg(QString::fromStdString(hop.label()),
                                  settingText(hop.method, option.name, inherited->value), inherited->from);
        }
    }
    return lines;
}

}  // namespace

QString hostSummary(const HostNode& node)
{
    if (node.kind == HostNode::Kind::SshGroup)
        return HostTextTr::tr("As ~/.ssh/config has them");
    if (node.isGroup())
        return settingsText(node);
    const auto chain = chainOf(node);
    if (!chain)
        return node.chain;
    QStringList hops;
    for (const connect::Hop& hop : *chain)
        hops << QString::fromStdString(hop.label());
    return hops.join(u" › "_s);
}

QString hostChain(const HostNode& node)
{
    const auto chain = chainOf(node);
    return chain ? QString::fromStdString(connect::toString(*chain)) : node.chain;
}

QString hostProblem(const HostNode& node)
{
    if (node.isGroup())
        return {};
    const auto chain = chainOf(node);
    return chain ? QString() : QString::fromStdString(chain.error().text());
}

QString hostToolTip(const HostNode& node)
{
    QStringList lines{node.name};
    if (const QString more = node.isGroup() ? hostSummary(node) : hostChain(node); !more.isEmpty())
        lines << more;
    if (const QString problem = hostProblem(node); !problem.isEmpty())
        lines << HostTextTr::tr("Cannot be connected: %1").arg(problem);
    else if (!node.isGroup())
        lines << inheritedLines(node);
    return lines.join(u'\n');
}

QString spokenHost(const HostNode& node)
{
    if (node.isGroup())
        return HostTextTr::tr("%1, group, %n host(s)", nullptr, static_cast<int>(node.children.size())).arg(node.name);
    const QString problem = hostProblem(node);
    return problem.isEmpty() ? u"%1, %2"_s.arg(node.name, hostSummary(node))
                             : HostTextTr::tr("%1, cannot be connected: %2").arg(node.name, problem);
}

}  // namespace rz::app
