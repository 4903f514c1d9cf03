#pragma once

#include "core/base/str.h"
#include "core/rpc/convert_core.h"
#include "core/rpc/convert_scalars.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace rz::rpc {

// --- compositions ---

template <class T>
struct ToValue<std::optional<T>> {
    static Value convert(std::optional<T> item) { return item ? asValue(std::move(*item)) : Value(); }
};
template <CanArrive T>
struct FromValue<std::optional<T>> {
    static Result<std::optional<T>> convert(Value value)
    {
        if (value.is<None>())
            return std::optional<T>();
        RZ_TRY(T item, valueAs<T>(std::move(value)));
        return std::optional<T>(std::move(item));
    }
};
template <class T>
struct TypeName<std::optional<T>> : TypeName<T> {};

template <class T>
struct ToValue<std::vector<T>> {
    // NOLINTNEXTLINE(performance-unnecessary-value-param): items that can be moved are moved out of it
    static Value convert(std::vector<T> items)
    {
        List list;
        list.items.reserve(items.size());
        for (auto&& item : items)
            list.items.push_back(asValue(static_cast<T>(std::move(item))));
        return Value(std::move(list));
    }
};
template <CanArrive T>
struct FromValue<std::vector<T>> {
    static Result<std::vector<T>> convert(Value value)
    {
        std::vector<Value>* items = nullptr;
        if (List* list = value.as<List>())
            items = &list->items;
        else if (Tuple* tuple = value.as<Tuple>())
            items = &tuple->items;
        else
            return wrongType("list", value);
        std::vector<T> out;
        out.reserve(items->size());
        for (std::size_t i = 0; i < items->size(); ++i) {
            auto item = valueAs<T>(std::move((*items)[i]));
            if (!item)
                return fail(ErrorKind::Argument, str("item ", i, " ", item.error().text()));
            out.push_back(std::move(*item));
        }
        return out;
    }
};
template <class T>
struct TypeName<std::vector<T>> {
    static std::string text() { return "list of " + typeName<T>(); }
};

template <class T>
struct ToValue<std::map<std::string, T>> {
    static Value convert(std::map<std::string, T> items)
    {
        Dict dict;
        dict.items.reserve(items.size());
        for (auto& [key, item] : items)
            dict.items.emplace_back(Value(key), asValue(std::move(item)));
        return Value(std::move(dict));
    }
};
template <CanArrive T>
struct FromValue<std::map<std::string, T>> {
    static Result<std::map<std::string, T>> convert(Value value)
    {
        RZ_TRY(Dict dict, valueAs<Dict>(std::move(value)));
        std::map<std::string, T> out;
        for (auto& [key, item] : dict.items) {
            RZ_TRY(std::string name, valueAs<std::string>(std::move(key)));
            auto converted = valueAs<T>(std::move(item));
            if (!converted)
                return fail(ErrorKind::Argument, str("item '", name, "' ", converted.error().text()));
            out.insert_or_assign(std::move(name), std::move(*converted));
        }
        return out;
    }
};
template <class T>
struct TypeName<std::map<std::string, T>> {
    static std::string text() { return "dict of " + typeName<T>(); }
};

}  // namespace rz::rpc
