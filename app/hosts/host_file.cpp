#include "app/hosts/host_file.h"

#include "core/qt/json.h"

#include <QCoreApplication>

#include <initializer_list>

namespace rz::app {
namespace {

struct HostFileTr {
    Q_DECLARE_TR_FUNCTIONS(rz::app::HostFile)
};

constexpr std::int64_t HostFileVersion = 1;

using Problem = std::unexpected<QString>;

// What `object` says besides these keys.
Dict without(const Dict& object, std::initializer_list<std::string_view> keys)
{
    Dict rest;
    for (const auto& [key, value] : object.items) {
        const auto* name = key.as<std::string>();
        if (name == nullptr || std::find(keys.begin(), keys.end(), *name) == keys.end())
            rest.set(key, value);
    }
    return rest;
}

void append(Dict& object, const Dict& rest)
{
    for (const auto& [key, value] : rest.items)
        object.set(key, value);
}

List entriesOf(const HostNode& group);

Value entryOf(const HostNode& node)
{
    Dict object;
    if (node.isGroup()) {
        object.set("group", node.name.toStdString());
        if (!node.settings.items.empty())
            object.set("settings", node.settings);
        append(object, node.rest);
        object.set("hosts", entriesOf(node));
    } else {
        object.set("name", node.name.toStdString());
        object.set("chain", node.chain.toStdString());
        append(object, node.rest);
    }
    return object;
}

List entriesOf(const HostNode& group)
{
    List list;
    for (const auto& child : group.children)
        list.items.push_back(entryOf(*child));
    return list;
}

std::expected<void, QString> readEntries(const Value& entries, HostNode& into);

std::expected<std::unique_ptr<HostNode>, QString> readEntry(const Value& entry, const QString& where)
{
    const Dict* object = entry.as<Dict>();
    const auto text = [object](std::string_view key) {
        const Value* value = object == nullptr ? nullptr : object->find(key);
        return value == nullptr ? nullptr : value->as<std::string>();
    };
    auto node = std::make_unique<HostNode>();
    if (const std::string* name = text("group")) {
        node->kind = HostNode::Kind::Group;
        node->name = QString::fromStdString(*name);
        if (const Value* settings = object->find("settings")) {
            if (!settings->is<Dict>())
                return Problem(HostFileTr::tr("%1: the settings of the group are no object").arg(where));
            node->settings = *settings->as<Dict>();
        }
        node->rest = without(*object, {"group", "settings", "hosts"});
        if (const Value* hosts = object->find("hosts")) {
            if (auto read = readEntries(*hosts, *node); !read)
                return Problem(read.error());
        }
        return node;
    }
    const std::string* name = text("name");
    const std::string* chain = text("chain");
    if (name == nullptr || chain == nullptr)
        return Problem(HostFileTr::tr("%1 is neither a host with name and chain nor a group").arg(where));
    node->name = QString::fromStdString(*name);
    node->chain = QString::fromStdString(*chain);
    node->rest = without(*object, {"name", "chain"});
    return node;
}

std::expected<void, QString> readEntries(const Value& entries, HostNode& into)
{
    const List* list = entries.as<List>();
    if (list == nullptr)
        return Problem(HostFileTr::tr("“hosts” is no list"));
    for (const Value& entry : list->items) {
        const int number = static_cast<int>(into.children.size()) + 1;
        const QString where = into.name.isEmpty() ? HostFileTr::tr("Entry %1").arg(number)
                                                  : HostFileTr::tr("Entry %1 of “%2”").arg(number).arg(into.name);
        auto node = readEntry(entry, where);
        if (!node)
            return Problem(node.error());
        into.add(std::move(*node), number - 1);
    }
    return {};
}

}  // namespace

QByteArray writeHosts(const HostNode& root)
{
    Dict object;
    object.set("version", HostFileVersion);
    append(object, root.rest);
    object.set("hosts", entriesOf(root));
    return QByteArray::fromStdString(toJson(object, JsonLayout::Indented)) + '\n';
}

std::expected<std::unique_ptr<HostNode>, QString> readHosts(const QByteArray& text)
{
    const auto parsed = parseJson(text.toStdString());
    if (!parsed)
        return Problem(QString::fromStdString(parsed.error().text()));
    const Dict* object = parsed->as<Dict>();
    const Value* hosts = object == nullptr ? nullptr : object->find("hosts");
    if (hosts == nullptr)
        return Problem(HostFileTr::tr("it is no list of hosts"));
    const Value* version = object->find("version");
    const auto* number = version == nullptr ? nullptr : version->as<std::int64_t>();
    if (version != nullptr && (number == nullptr || *number > HostFileVersion))
        return Problem(HostFileTr::tr("it was written by a newer version of Rhizome"));
    auto root = std::make_unique<HostNode>();
    root->kind = HostNode::Kind::Group;
    root->rest = without(*object, {"version", "hosts"});
    if (auto read = readEntries(*hosts, *root); !read)
        return Problem(read.error());
    return root;
}

}  // namespace rz::app
