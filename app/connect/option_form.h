#pragma once

#include "core/connect/method.h"
#include "core/qt/snapshots.h"

#include <QStringList>
#include <QWidget>

#include <functional>
#include <map>
#include <vector>

class QToolButton;

namespace rz::qt {
class EngineApi;
}

namespace rz::app {

inline constexpr int LabelWidth = 130;  // of the column beside the fields

class ConnectDraft;
class OptionField;

// An option's value that a hop gets from elsewhere when it gives none, and where that is.
struct Inherited {
    Value value;
    QString from;
};

// A field for every option of the current hop's method; the rarer ones fold away. Kept in step with the draft.
class OptionForm : public QWidget {
    Q_OBJECT
public:
    // What is kept has no secrets; of settings that hops are to inherit none names a target.
    enum class For : std::uint8_t { Now, Keeping, Settings };
    explicit OptionForm(ConnectDraft& draft, For purpose = For::Now, QWidget* parent = nullptr);

    // Lets the first hop's target be chosen from what there is at this context.
    void setSearch(qt::EngineApi& engine, qt::NodeKey where);
    // Whether the first hop starts at a Python context.
    void setStartsAtPython(bool python);
    using Inheritance = std::function<std::optional<Inherited>(const connect::Hop& hop, std::string_view option)>;
    void setInheritance(Inheritance inheritance);
    // What is inherited is another now.
    void refreshInheritance();

    // Completions of the host field.
    void setHosts(const QStringList& hosts);
    // Secrets typed for any of the hops, put into them; the form keeps none. One that was typed for another target, or for
    // another way there, is dropped.
    void takeSecrets(connect::Chain& chain);
    void focusFirst();

private:
    void follow();
    void rebuild();
    bool parentIsPython() const;
    bool isShown(const connect::MethodDescription& method, const connect::OptionDescription& option) const;
    OptionField* makeField(const connect::MethodDescription& method, const connect::OptionDescription& option,
                           QWidget* home);
    void tellProblems();
    void keepSecrets();
    void dropSecrets();
    void take(const OptionField& field);
    void showMore(bool open);

    // Secrets typed for a hop that is not shown, and the hops up to it as they were then.
    struct Typed {
        std::vector<std::string> way;
        Dict secrets;
    };

    ConnectDraft& m_draft;
    For m_purpose;
    qt::EngineApi* m_engine = nullptr;  // to look for targets
    qt::NodeKey m_where{};
    bool m_startsAtPython = false;
    Inheritance m_inheritance;
    QStringList m_hosts;
    QWidget* m_fieldsWidget = nullptr;
    QWidget* m_advancedWidget = nullptr;
    QToolButton* m_more;
    bool m_open = false;    // the rarer fields are shown
    std::string m_method;   // whose fields are shown
    std::size_t m_hop = 0;  // whose values are shown
    std::size_t m_hopCount = 1;
    std::vector<std::string> m_way;  // to the hop that is shown
    std::map<std::size_t, Typed> m_typed;
    std::vector<OptionField*> m_fields;
};

}  // namespace rz::app
