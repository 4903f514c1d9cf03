#pragma once

#include "app/transfers/transfer_model.h"

#include <QObject>
#include <QTimer>

class QSettings;

namespace rz::app {

class ContextDirectory;

// Starts the transfers that wait, oldest first, as many at a time as the user wants, and keeps the list of all in a file.
class TransferQueue : public QObject {
    Q_OBJECT
public:
    static constexpr int MaxAtOnce = 16;

    // `file` is read now and written soon after each change; an empty name keeps everything in memory. All must outlive it.
    TransferQueue(qt::EngineApi& engine, const ContextDirectory& contexts, QSettings& settings, QString file,
                  QObject* parent = nullptr);
    // Ends what is under way; it is in the file as interrupted.
    ~TransferQueue() override;

    TransferModel& model() { return m_model; }
    // As it stands in an order.
    TransferPlace place(qt::NodeKey node) const;
    // All that ssh can be led to: contexts that are connected, and native.
    std::vector<TransferPlace> places() const;

    Transfer& add(TransferOrder order);
    // Of one that is over: it waits again.
    void retry(Transfer& transfer);
    void removeFinished();

    int atOnce() const { return m_atOnce; }
    void setAtOnce(int count);

    void flush();

signals:
    // How many are under way or wait is another number now.
    void countChanged(int count);
    // The file could not be written; the reason.
    void notWritten(const QString& problem);

private:
    void read();
    void settle();
    void startNext();
    void startOne(Transfer& transfer);
    std::optional<TransferPlace> found(const TransferPlace& place) const;

    qt::EngineApi& m_engine;
    const ContextDirectory& m_contexts;
    QSettings& m_settings;
    QString m_file;
    TransferModel m_model;
    QTimer m_soon;
    int m_atOnce;
    int m_count = 0;
    bool m_starting = false;
};

}  // namespace rz::app
