#include "app/common/colors.h"

#include <algorithm>
#include <cmath>

namespace rz::app {
namespace {

constexpr QColor rgb(unsigned value)
{
    return QColor(static_cast<int>(value >> 16), static_cast<int>(value >> 8 & 0xff), static_cast<int>(value & 0xff));
}

const Colors Light{
    .scheme = Scheme::Light,
    .window = rgb(0xf3f5f6),
    .base = rgb(0xffffff),
    .alternateBase = rgb(0xf7f9f9),
    .raised = rgb(0xfcfdfd),
    .border = rgb(0xc6ced1),
    .fieldBorder = rgb(0x7c898e),
    .text = rgb(0x1b2427),
    .mutedText = rgb(0x566368),
    .disabledText = rgb(0x8d989c),
    .accent = rgb(0x0b6e80),
    .highlight = rgb(0x0b6e80),
    .highlightedText = rgb(0xffffff),
    .inactiveHighlight = rgb(0xd3e5e9),
    .good = rgb(0x1a7340),
    .warning = rgb(0x8a5600),
    .danger = rgb(0xb3261e),
    .root = rgb(0xa0195c),
    .onTone = rgb(0xffffff),
    .warningField = rgb(0xfdf3dc),
    .dangerField = rgb(0xfcebe9),
};

const Colors Dark{
    .scheme = Scheme::Dark,
    .window = rgb(0x1f2527),
    .base = rgb(0x171c1e),
    .alternateBase = rgb(0x1b2123),
    .raised = rgb(0x283033),
    .border = rgb(0x465055),
    .fieldBorder = rgb(0x75838a),
    .text = rgb(0xe2e8ea),
    .mutedText = rgb(0x9eabaf),
    .disabledText = rgb(0x6d797d),
    .accent = rgb(0x56c3d3),
    .highlight = rgb(0x1a6a79),
    .highlightedText = rgb(0xffffff),
    .inactiveHighlight = rgb(0x2c4247),
    .good = rgb(0x72cc8f),
    .warning = rgb(0xe8b65a),
    .danger = rgb(0xff8f85),
    .root = rgb(0xf387b6),
    .onTone = rgb(0x14191b),
    .warningField = rgb(0x352c19),
    .dangerField = rgb(0x3b2221),
};

// WCAG 2, relative luminance.
double luminance(const QColor& color)
{
    const auto linear = [](double channel) {
        return channel <= 0.03928 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

QColor mixed(const QColor& one, const QColor& other)
{
    return QColor((one.red() + other.red()) / 2, (one.green() + other.green()) / 2, (one.blue() + other.blue()) / 2);
}

}  // namespace

const QColor& Colors::of(Tone tone) const
{
    switch (tone) {
    case Tone::Plain: return text;
    case Tone::Muted: return mutedText;
    case Tone::Accent: return accent;
    case Tone::Good: return good;
    case Tone::Warning: return warning;
    case Tone::Danger: return danger;
    case Tone::Root: return root;
    }
    return text;
}

const Colors& colorsOf(Scheme scheme)
{
    return scheme == Scheme::Dark ? Dark : Light;
}

const Colors& colorsOf(const QPalette& palette)
{
    return luminance(palette.color(QPalette::Window)) < 0.2 ? Dark : Light;
}

QPalette toPalette(const Colors& colors)
{
    QPalette palette;
    const auto set = [&palette](QPalette::ColorRole role, const QColor& color) {
        palette.setColor(QPalette::All, role, color);
    };
    set(QPalette::Window, colors.window);
    set(QPalette::WindowText, colors.text);
    set(QPalette::Base, colors.base);
    set(QPalette::AlternateBase, colors.alternateBase);
    set(QPalette::Text, colors.text);
    set(QPalette::PlaceholderText, colors.mutedText);
    set(QPalette::Button, colors.raised);
    set(QPalette::ButtonText, colors.text);
    set(QPalette::BrightText, colors.danger);
    set(QPalette::ToolTipBase, colors.raised);
    set(QPalette::ToolTipText, colors.text);
    set(QPalette::Highlight, colors.highlight);
    set(QPalette::HighlightedText, colors.highlightedText);
    set(QPalette::Link, colors.accent);
    set(QPalette::LinkVisited, colors.accent);
    set(QPalette::Light, colors.raised);
    set(QPalette::Midlight, mixed(colors.raised, colors.border));
    set(QPalette::Mid, colors.border);
    set(QPalette::Dark, colors.border);
    set(QPalette::Shadow, mixed(colors.border, colors.text));
    palette.setColor(QPalette::Inactive, QPalette::Highlight, colors.inactiveHighlight);
    palette.setColor(QPalette::Inactive, QPalette::HighlightedText, colors.text);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText})
        palette.setColor(QPalette::Disabled, role, colors.disabledText);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, colors.inactiveHighlight);
    palette.setColor(QPalette::Disabled, QPalette::HighlightedText, colors.disabledText);
    return palette;
}

double contrast(const QColor& one, const QColor& other)
{
    const double a = luminance(one);
    const double b = luminance(other);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

}  // namespace rz::app
