#pragma once

#include "core/connect/method.h"

#include <QStringList>
#include <QWidget>

#include <map>
#include <vector>

class QToolButton;

namespace rz::app {

inline constexpr int LabelWidth = 130;  // of the column beside the fields

class ConnectDraft;
class OptionField;

// A field for every option of the current hop's method; the rarer ones fold away. Kept in step with the draft.
class OptionForm : public QWidget {
    Q_OBJECT
public:
    OptionForm(ConnectDraft& draft, QWidget* parent = nullptr);

    // Completions of the host field.
    void setHosts(const QStringList& hosts);
    // Secrets typed for any of the hops, put into them; the form keeps none.
    void takeSecrets(connect::Chain& chain);
    void focusFirst();

private:
    void follow();
    void rebuild();
    void keepSecrets();
    void take(const OptionField& field);
    void showMore(bool open);

    ConnectDraft& m_draft;
    QStringList m_hosts;
    QWidget* m_fieldsWidget = nullptr;
    QWidget* m_advancedWidget = nullptr;
    QToolButton* m_more;
    bool m_open = false;    // the rarer fields are shown
    std::string m_method;   // whose fields are shown
    std::size_t m_hop = 0;  // whose values are shown
    std::size_t m_hopCount = 1;
    std::map<std::size_t, Dict> m_secrets;  // typed for hops that are not shown
    std::vector<OptionField*> m_fields;
};

}  // namespace rz::app
