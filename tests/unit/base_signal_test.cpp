#include "core/base/signal.h"

#include <QTest>

#include <memory>
#include <string>
#include <vector>

using namespace rz;

// Typed signals.
class BaseSignalTest : public QObject {
    Q_OBJECT

private slots:
    void listenersHearInOrderOfRegistration()
    {
        Signal<int, const std::string&> signal;
        std::vector<std::string> heard;
        const Subscription first = signal.connect(
            [&](int number, const std::string& text) { heard.push_back(std::to_string(number) + text); });
        const Subscription second = signal.connect([&](int, const std::string&) { heard.emplace_back("second"); });
        signal.fire(1, "a");
        QCOMPARE(heard, (std::vector<std::string>{"1a", "second"}));
    }

    void whoeverDropsItsSubscriptionHearsNothingMore()
    {
        Signal<> signal;
        int heard = 0;
        Subscription subscription = signal.connect([&] { ++heard; });
        signal.fire();
        subscription.reset();
        signal.fire();
        QCOMPARE(heard, 1);
        QVERIFY(signal.empty());
    }

    void listenersMayComeAndGoWhileItFires()
    {
        Signal<> signal;
        std::vector<std::string> heard;
        Subscription later;
        Subscription other;
        const Subscription first = signal.connect([&] {
            heard.emplace_back("first");
            if (heard.size() == 1)
                later = signal.connect([&] { heard.emplace_back("later"); });
            other.reset();
        });
        other = signal.connect([&] { heard.emplace_back("other"); });
        signal.fire();
        QCOMPARE(heard, std::vector<std::string>{"first"});
        signal.fire();
        QCOMPARE(heard, (std::vector<std::string>{"first", "first", "later"}));
    }

    void aListenerMayEndTheSignalThatCallsIt()
    {
        auto signal = std::make_unique<Signal<>>();
        int heard = 0;
        const Subscription ending = signal->connect([&] {
            ++heard;
            signal.reset();
        });
        const Subscription after = signal->connect([&] { ++heard; });
        signal->fire();
        QCOMPARE(heard, 2);
    }
};

QTEST_GUILESS_MAIN(BaseSignalTest)
#include "base_signal_test.moc"
