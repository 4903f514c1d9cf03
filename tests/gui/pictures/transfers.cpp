// Transfers: the pane and the dialog.
#include "app/transfers/transfer_queue.h"
#include "tests/gui/pictures/scenes.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QComboBox>
#include <QDialog>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTest>

using namespace Qt::StringLiterals;

namespace rz::test {
namespace {

using namespace app;

TransferOrder orderTo(WindowScene& scene, const QString& source, const QString& target)
{
    auto& queue = scene.find<TransferQueue>(u"transferQueue"_s);
    return {.from = queue.place(qt::RootNode), .to = queue.place(scene.root), .sources = {source}, .target = target};
}

void drawTransferDialog(WindowScene& scene)
{
    scene.action(u"transferFiles"_s).trigger();
    auto& dialog = scene.find<QDialog>(u"transferDialog"_s);
    scene.draw(u"transfer-empty"_s, &dialog);
    scene.find<QPlainTextEdit>(u"transferSource"_s).setPlainText(u"/home/alice/projects/site"_s);
    scene.find<QLineEdit>(u"transferTarget"_s).setText(u"/srv/www"_s);
    scene.find<QAbstractButton>(u"optionDelete"_s).click();
    scene.draw(u"transfer-mirror"_s, &dialog);
    scene.find<QAbstractButton>(u"transferStart"_s).click();
    scene.draw(u"transfer-confirm"_s, &scene.find<QDialog>(u"confirmDelete"_s));
    scene.find<QDialog>(u"confirmDelete"_s).close();
    auto& direction = scene.find<QComboBox>(u"transferDirection"_s);
    direction.setCurrentIndex(2);
    scene.find<QLineEdit>(u"transferTarget"_s).setText(u"a\tb"_s);
    scene.draw(u"transfer-between-wrong"_s, &dialog);
    dialog.close();
}

// One of each state, as they follow each other.
void drawTransfers(WindowScene& scene)
{
    scene.fillTree();
    scene.choose(u"sudo"_s);
    scene.action(u"goToTransfers"_s).trigger();
    scene.draw(u"transfers-none"_s);
    drawTransferDialog(scene);
    auto& queue = scene.find<TransferQueue>(u"transferQueue"_s);
    queue.add(orderTo(scene, u"/home/alice/projects/site"_s, u"/srv/www"_s));
    scene.engine.transfers[0]->print("sent 1,204,113 bytes  received 412 bytes\n");
    scene.engine.transfers[0]->tellTraffic(1'204'113, 412);
    scene.engine.transfers[0]->exit(0);
    queue.add(orderTo(scene, u"/home/alice/a-folder-whose-name-is-much-longer-than-any-column/photographs"_s, {}));
    scene.engine.transfers[1]->print("rsync: [receiver] write failed on \"/root/photographs/1.jpg\": No space left on "
                                     "device (28)\nrsync error: error in file IO (code 11) at receiver.c(381)\n",
                                     fakessh::Lane::Errors);
    scene.engine.transfers[1]->exit(11);
    queue.add(orderTo(scene, u"/var/backups/database.dump"_s, u"/srv/backups"_s));
    TransferOrder fetch = orderTo(scene, u"/var/log/nginx"_s, u"/home/alice/Downloads"_s);
    std::swap(fetch.from, fetch.to);
    fetch.program = TransferProgram::Scp;
    queue.add(fetch);
    TransferOrder between = orderTo(scene, u"/srv/www"_s, u"/srv/www"_s);
    between.from = queue.place(scene.bastion);
    queue.add(between);
    queue.add(orderTo(scene, u"/home/alice/notes"_s, {}));
    scene.engine.transfers[2]->tellTraffic(0, 0);
    scene.engine.transfers[3]->tellTraffic(0, 0);
    QTest::qWait(100);
    scene.engine.transfers[2]->print("sending list\n\r  1,312,456,000  62%   11.02MB/s    0:01:13 ");
    scene.engine.transfers[2]->tellTraffic(1'312'456, 20'000);
    scene.engine.transfers[3]->tellTraffic(2'000, 845'000);
    scene.engine.transfers[4]->print("\r  88,000  7%   1.02MB/s    0:12:13 ");
    auto& table = scene.find<QAbstractItemView>(u"transfers"_s);
    QTest::qWait(50);
    queue.model().at(1)->pause();
    scene.draw(u"transfers"_s);
    table.setFocus();
    table.setCurrentIndex(table.model()->index(3, 0));
    scene.draw(u"transfers-running"_s);
    table.setCurrentIndex(table.model()->index(4, 0));
    scene.draw(u"transfers-failed"_s);
    scene.window.close();
    scene.draw(u"quit-confirm"_s, &scene.find<QDialog>(u"confirmQuit"_s));
    scene.find<QDialog>(u"confirmQuit"_s).close();
    scene.window.resize(860, 600);
    scene.draw(u"transfers-narrow"_s);
}

}  // namespace

std::span<const Scene> transferScenes()
{
    static constexpr Scene Scenes[] = {
        {"transfers", drawTransfers},
    };
    return Scenes;
}

}  // namespace rz::test
