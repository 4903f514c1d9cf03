#include "app/workspace/recipe.h"

#include "core/qt/json.h"

#include <QCoreApplication>

#include <map>

namespace rz::app {
namespace {

struct RecipeTr {
    Q_DECLARE_TR_FUNCTIONS(rz::app::Recipe)
};

constexpr std::int64_t RecipeVersion = 1;

using Read = std::expected<std::vector<Recipe>, QString>;
using Problem = std::unexpected<QString>;

// A secret that was typed for this run only is no part of how it is made again.
connect::Hop withoutSecrets(connect::Hop hop)
{
    std::erase_if(hop.options.items, [&hop](const auto& item) {
        const auto* name = item.first.template as<std::string>();
        const auto* option = name == nullptr ? nullptr : connect::findOption(hop.method, *name);
        return item.second.template is<Secret>() || (option != nullptr && option->type == connect::OptionType::Secret);
    });
    return hop;
}

using Children = std::multimap<qt::NodeKey, const qt::NodeSnapshot*>;

std::vector<Recipe> below(qt::NodeKey parent, const Children& children)
{
    std::vector<Recipe> recipes;
    const auto [begin, end] = children.equal_range(parent);
    for (auto child = begin; child != end; ++child)
        recipes.push_back({.hop = withoutSecrets(child->second->hop), .below = below(child->second->key, children)});
    return recipes;
}

List listOf(const std::vector<Recipe>& recipes)
{
    List list;
    for (const Recipe& recipe : recipes) {
        Dict object;
        object.set("hop", recipe.hop.toChainText());
        if (!recipe.below.empty())
            object.set("below", listOf(recipe.below));
        list.items.emplace_back(std::move(object));
    }
    return list;
}

Read readList(const Value* value, connect::From from)
{
    const List* list = value == nullptr ? nullptr : value->as<List>();
    if (list == nullptr)
        return Problem(RecipeTr::tr("it is no list of contexts"));
    std::vector<Recipe> recipes;
    for (const Value& entry : list->items) {
        const Value* hop = entry.find("hop");
        const auto* text = hop == nullptr ? nullptr : hop->as<std::string>();
        if (text == nullptr)
            return Problem(RecipeTr::tr("a context in it has no hop"));
        auto chain = connect::parseChain(*text, from);
        if (!chain || chain->size() != 1)
            return Problem(chain ? RecipeTr::tr("“%1” is more than one hop").arg(QString::fromStdString(*text))
                                 : QString::fromStdString(chain.error().text()));
        Recipe recipe{.hop = std::move(chain->front()), .below = {}};
        if (const Value* children = entry.find("below")) {
            auto read = readList(children, connect::From::Context);
            if (!read)
                return read;
            recipe.below = std::move(*read);
        }
        recipes.push_back(std::move(recipe));
    }
    return recipes;
}

}  // namespace

bool isWanted(const qt::NodeSnapshot& node, const HeldRows& held)
{
    if (node.foreign || node.attached() || node.state == qt::NodeState::Closed)
        return false;
    return node.state != qt::NodeState::Failed || held.contains(node.key);
}

std::vector<Recipe> recipesOf(const std::vector<qt::NodeSnapshot>& nodes, const HeldRows& held)
{
    Children children;
    for (const qt::NodeSnapshot& node : nodes) {
        if (isWanted(node, held))
            children.emplace(node.parent, &node);
    }
    return below(qt::RootNode, children);
}

int countOf(const std::vector<Recipe>& recipes)
{
    int count = 0;
    for (const Recipe& recipe : recipes)
        count += 1 + countOf(recipe.below);
    return count;
}

QByteArray writeRecipes(const std::vector<Recipe>& recipes)
{
    Dict object;
    object.set("version", RecipeVersion);
    object.set("contexts", listOf(recipes));
    return QByteArray::fromStdString(toJson(object, JsonLayout::Indented)) + '\n';
}

Read readRecipes(const QByteArray& text)
{
    const auto parsed = parseJson(text.toStdString());
    if (!parsed)
        return Problem(QString::fromStdString(parsed.error().text()));
    const Value* version = parsed->find("version");
    const auto* number = version == nullptr ? nullptr : version->as<std::int64_t>();
    if (version != nullptr && (number == nullptr || *number > RecipeVersion))
        return Problem(RecipeTr::tr("it was written by a newer version of Rhizome"));
    return readList(parsed->find("contexts"), connect::From::Desktop);
}

}  // namespace rz::app
