#pragma once

#include "core/connect/method.h"
#include "core/qt/snapshots.h"

#include <QByteArray>
#include <QString>

#include <expected>
#include <unordered_set>
#include <vector>

namespace rz::app {

// How a context was made, and those below it.
struct Recipe {
    connect::Hop hop;
    std::vector<Recipe> below;
    bool operator==(const Recipe&) const = default;
};

// Rows that are wanted though they failed.
using HeldRows = std::unordered_set<qt::NodeKey>;

// What is connected, on its way, or was lost; of what failed only these rows. Not what ended or came by itself.
bool isWanted(const qt::NodeSnapshot& node, const HeldRows& held);
// Of what is wanted. Parents come before children.
std::vector<Recipe> recipesOf(const std::vector<qt::NodeSnapshot>& nodes, const HeldRows& held = {});
int countOf(const std::vector<Recipe>& recipes);

// As text: {"version": 1, "contexts": [{"hop": "ssh:alice@web1", "below": […]}]}. Secrets have no text.
QByteArray writeRecipes(const std::vector<Recipe>& recipes);
// Or why it cannot be read, for a person.
std::expected<std::vector<Recipe>, QString> readRecipes(const QByteArray& text);

}  // namespace rz::app
