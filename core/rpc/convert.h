#pragma once

// Between C++ types and Values: asValue(item), and valueAs<T>(value), which fails with Argument. For parameters and results of
// registered functions. A type of one's own takes part by functions found by argument-dependent lookup, declared beside it:
//
//   Value toValue(const Point& point);
//   Result<> fromValue(const Value& value, Point& out);      // the error's text ends a sentence: "must be …"
//   std::string_view valueTypeName(const Point*);            // optional; shown to people: "point"
//
// and an enum that travels as text by one function (an unknown text is refused with the list of those that are known):
//
//   constexpr auto valueNames(Colour) { return std::array{std::pair{Colour::Red, "red"sv}, …}; }

#include "core/rpc/convert_containers.h"  // IWYU pragma: export
#include "core/rpc/convert_core.h"        // IWYU pragma: export
#include "core/rpc/convert_custom.h"      // IWYU pragma: export
#include "core/rpc/convert_scalars.h"     // IWYU pragma: export
