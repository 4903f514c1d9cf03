#pragma once

#include <QColor>
#include <QPalette>

#include <cstdint>

namespace rz::app {

enum class Scheme : std::uint8_t { Light, Dark };

// What a colour means. Meaning is never carried by colour alone: a word or a shape goes with it.
enum class Tone : std::uint8_t { Plain, Muted, Accent, Good, Warning, Danger, Root };

// Every colour of the desktop, in one scheme. Texts on window, base and raised reach a contrast of 4.5:1.
struct Colors {
    Scheme scheme;
    QColor window;  // behind everything
    QColor base;    // lists, tables, fields
    QColor alternateBase;
    QColor raised;       // cards, sheets, buttons
    QColor border;       // around cards, between parts
    QColor fieldBorder;  // around what one can type into; 3:1 against what is around it
    QColor text;
    QColor mutedText;
    QColor disabledText;
    QColor accent;     // accented text and strokes
    QColor highlight;  // behind what is selected
    QColor highlightedText;
    QColor inactiveHighlight;  // behind what is selected in a view without focus
    QColor good;
    QColor warning;
    QColor danger;
    QColor root;          // the mark of a root identity
    QColor onTone;        // text on a field filled with one of the tones
    QColor warningField;  // behind a notice
    QColor dangerField;

    const QColor& of(Tone tone) const;
};

const Colors& colorsOf(Scheme scheme);
// Those the palette was made from; for a foreign palette those of the nearer lightness.
const Colors& colorsOf(const QPalette& palette);
QPalette toPalette(const Colors& colors);

// WCAG 2: 1 (none) to 21 (black on white).
double contrast(const QColor& one, const QColor& other);

}  // namespace rz::app
