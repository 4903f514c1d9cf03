#pragma once

#include <QList>
#include <QString>
#include <QStringList>

#include <utility>

namespace rz::test {

// A row of the tables of core/README.md.
struct ApiMapRow {
    int line = 0;
    QString malformed;  // why it is no row; empty when it is one
    QString reference;
    QStringList names;
    QString header;
    QList<std::pair<QString, QStringList>> tests;  // files below tests/, and functions of each
};

// All lines that have a cell, but for the heads of tables, which have two lines each.
QList<ApiMapRow> apiMapRows(const QString& page);
// Those of core/README.md.
QList<ApiMapRow> apiMapRows();

// "`A.b`, `c(d, e)`, `F`" names A.b, A.c, A.c(d), A.c(e) and F: what is no class and has no owner has that of what stands
// before it.
QStringList referenceNamesIn(const QString& cell);

// Of a file of this tree; empty when there is none.
QString contentOf(const QString& path);

}  // namespace rz::test
