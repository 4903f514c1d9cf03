#pragma once

#include "app/prompts/prompt_card.h"
#include "app/prompts/prompt_centre.h"
#include "app/prompts/prompt_sheet.h"
#include "app/prompts/prompts_pane.h"
#include "tests/gui/support/fake_engine.h"
#include "tests/gui/support/fake_keyring.h"
#include "tests/gui/support/prompts.h"

#include <QLabel>
#include <QLayout>
#include <QLineEdit>
#include <QScrollArea>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

namespace rz::test {

// A window with a sheet and a pane, as the real one has, and a line to type in.
struct PromptWindow {
    explicit PromptWindow(app::Keyring::State keyringState = app::Keyring::State::Works) : keyring(keyringState)
    {
        web = engine.add("ssh:alice@web1");
        window.resize(900, 700);
        line = new QLineEdit(&window);
        line->setGeometry(0, 0, 900, 40);
        pane = new app::PromptsPane(centre, &window);
        pane->setGeometry(0, 340, 900, 360);
        sheet = new app::PromptSheet(centre, &window, line);
        window.show();
        window.activateWindow();
        (void)QTest::qWaitForWindowActive(&window);
    }

    // Asked, and to be seen in the pane.
    std::uint64_t ask(const connect::Prompt& prompt)
    {
        const std::uint64_t id = engine.ask(prompt, web);
        QCoreApplication::sendPostedEvents();
        return id;
    }
    std::uint64_t askMine(const connect::Prompt& prompt)
    {
        centre.expect(web);
        return ask(prompt);
    }
    template <class T>
    T& find(const QString& name, QWidget* in = nullptr)
    {
        auto* found = (in == nullptr ? &window : in)->findChild<T*>(name);
        if (found == nullptr)
            qFatal("no %s", qPrintable(name));
        return *found;
    }
    QString text(const QString& name) { return find<QLabel>(name).text(); }
    const connect::PromptAnswer& answer() const { return engine.answers.at(0).answer; }
    // The questions on cards of the pane, from the top.
    std::vector<std::uint64_t> inPane() const
    {
        QCoreApplication::sendPostedEvents();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QList<app::PromptCard*> cards = pane->findChildren<app::PromptCard*>();
        const auto place = [](app::PromptCard* card) {
            return card->parentWidget()->layout()->itemAt(0)->layout()->indexOf(card);
        };
        std::ranges::sort(cards, {}, place);
        std::vector<std::uint64_t> ids;
        for (const app::PromptCard* card : cards)
            ids.push_back(card->promptId());
        return ids;
    }

    QTemporaryDir folder;
    QSettings settings{folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat};
    FakeEngine engine;
    FakeKeyring keyring;
    app::ContextDirectory contexts{engine};
    app::PromptCentre centre{engine, contexts, keyring, settings};
    QWidget window;
    QLineEdit* line = nullptr;
    app::PromptsPane* pane = nullptr;
    app::PromptSheet* sheet = nullptr;
    qt::NodeKey web{};
};

}  // namespace rz::test
