#pragma once

#include <QObject>
#include <QPointer>
#include <QTimer>

class QWidget;

namespace rz::app {

// Keeps what a user is typing from what appears meanwhile. Watches the keys of all windows of the program.
class TypingGuard : public QObject {
    Q_OBJECT
public:
    explicit TypingGuard(QObject* parent);

    // A key was pressed a moment ago.
    bool isTyping() const { return m_moment.isActive(); }
    // As if one was pressed now: who typed into what has just gone need not have seen it go.
    void presumeTyping();
    // The keys so far have had their effect: what follows from it may have the next one.
    void forget();
    // `part`, and what is in it, gets no keys but Tab and Esc until the user pauses or clicks into it.
    void guard(QWidget& part);

signals:
    // No key for a moment; nothing is guarded now.
    void paused();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    bool isGuarded(const QObject* watched) const;

    QTimer m_moment;
    QPointer<QWidget> m_guarded;
};

}  // namespace rz::app
