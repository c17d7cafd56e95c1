#pragma once

#include <QColor>
#include <QList>
#include <QString>
#include <QWidget>

#include <optional>

#include "widgets/glyphs.h"

class QGridLayout;
class QLabel;

namespace quarterdeck {

/// A line of a fact list: a name, what is to be said, a note at the right.
struct Fact
{
    QString name;
    QString value;
    QString note;
    QColor valueColour; ///< invalid: the usual
    std::optional<Glyph> glyph;
    QColor glyphColour;
    int indent = 0;
    bool monospace = false; ///< the value
    bool operator==(const Fact &) const = default;
};

/// Lines of facts whose values can be selected and copied. Labels are kept and only told what changed, so a
/// poll neither flickers nor loses a selection. All text is plain.
class FactList final : public QWidget
{
    Q_OBJECT
public:
    explicit FactList(int nameWidth, QWidget *parent = nullptr);

    void setFacts(const QList<Fact> &facts);
    [[nodiscard]] const QList<Fact> &facts() const { return m_facts; }

private:
    class GlyphLabel;
    struct Line
    {
        GlyphLabel *glyph;
        QLabel *name;
        QLabel *value;
        QLabel *note;
    };

    void addLine();

    int m_nameWidth;
    QGridLayout *m_grid;
    QList<Line> m_lines;
    QList<Fact> m_facts;
};

} // namespace quarterdeck
