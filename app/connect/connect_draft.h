#pragma once

#include "core/connect/method.h"

#include <QObject>
#include <QString>

#include <map>
#include <optional>
#include <string>

namespace rz::app {

// A chain being written, in two forms kept in step: as a line and as hops with options. Editing the line changes the
// hops as soon as it can be read; editing the hops writes the line. Secrets are no part of it.
class ConnectDraft : public QObject {
    Q_OBJECT
public:
    // `from` is where its first hop starts.
    explicit ConnectDraft(std::string firstMethod, connect::From from = connect::From::Desktop,
                          QObject* parent = nullptr);
    // Of the hops as they are; the line is written from them.
    void setChain(connect::Chain chain);

    const connect::Chain& chain() const { return m_chain; }
    int current() const { return m_current; }
    const connect::Hop& hop() const { return m_chain[static_cast<std::size_t>(m_current)]; }
    QString text() const { return m_text; }
    // What keeps it from being connected, in words; empty when nothing does.
    QString problem() const;
    // What is wrong with an option of the current hop; empty also while it is merely not given yet.
    QString problemOf(std::string_view option) const;
    // What is typed into a field of the current hop and cannot be read.
    QString fieldProblem() const { return m_fieldProblems.empty() ? QString() : m_fieldProblems.begin()->second; }
    // True when the problem is in the line itself, not in what is still missing.
    bool lineIsBroken() const { return m_lineError.has_value(); }

    void setText(const QString& text);
    void setCurrent(int index);
    void addHop(const std::string& method);
    void removeHop(int index);
    // Options that the new method has too are kept.
    void setMethod(const std::string& method);
    // No value: left to its default.
    void setOption(std::string_view name, std::optional<Value> value);
    // What is typed into a field cannot be its value: why. Empty: it can.
    void setFieldProblem(std::string_view name, const QString& problem);

signals:
    void textChanged(const QString& text);  // by the hops, not by setText
    void hopsChanged();                     // number, methods, options or which one is current, by the line or a setter
    void problemChanged();

private:
    void hopsEdited();
    connect::From fromOf(std::size_t hop) const { return hop == 0 ? m_from : connect::From::Context; }

    connect::From m_from;
    connect::Chain m_chain;
    int m_current = 0;
    QString m_text;
    std::optional<Error> m_lineError;
    std::map<std::string, QString, std::less<>> m_fieldProblems;  // of the current hop
};

}  // namespace rz::app
