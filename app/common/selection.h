#pragma once

#include "core/qt/snapshots.h"

#include <QObject>

namespace rz::app {

// The one selection of a window: choosing a context anywhere shows it everywhere. Every view both follows it and sets
// it. The chosen key may have no row yet (just begun) or no longer (forgotten); views then show nothing chosen.
class Selection : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    qt::NodeKey current() const { return m_current; }
    // Says so only when it differs.
    void choose(qt::NodeKey node);

signals:
    void changed(rz::qt::NodeKey node);

private:
    qt::NodeKey m_current = qt::RootNode;
};

}  // namespace rz::app
