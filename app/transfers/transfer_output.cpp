#include "app/transfers/transfer_output.h"

#include "app/logs/log_text.h"

namespace rz::app {

void TransferOutput::feed(fakessh::Lane lane, std::string_view bytes)
{
    for (const std::string& line : reader(lane).feed(bytes))
        add(lane, line);
    // Progress is written over itself.
    if (const auto progress = progressLineFrom(reader(lane).current()))
        m_progress = progress;
}

void TransferOutput::finish()
{
    for (const fakessh::Lane lane : {fakessh::Lane::Main, fakessh::Lane::Errors}) {
        if (const std::string rest = reader(lane).finish(); !rest.empty())
            add(lane, rest);
    }
}

void TransferOutput::add(fakessh::Lane lane, std::string_view line)
{
    if (const auto progress = progressLineFrom(line)) {
        m_progress = progress;
        return;
    }
    std::string cleaned;
    appendCleaned(cleaned, line);
    QString text = QString::fromStdString(cleaned);
    if (text.size() > MaxLength) {
        text.truncate(text[MaxLength - 2].isHighSurrogate() ? MaxLength - 2 : MaxLength - 1);
        text += u'…';
    }
    m_lines.push_back({lane, std::move(text)});
    ++m_total;
    if (m_lines.size() > MaxLines)
        m_lines.pop_front();
}

}  // namespace rz::app
