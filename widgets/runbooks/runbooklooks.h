#pragma once

#include "models/items/runbookchecksmodel.h"
#include "models/runbooks/runplan.h"
#include "widgets/glyphs.h"

#include <QColor>
#include <QFrame>

class QLabel;
class QPainter;
class QVBoxLayout;

namespace quarterdeck {

/// The shape and colour that stand beside a state's word.
struct Look
{
    Glyph glyph = Glyph::Ring;
    QColor colour;
};
Look lookOf(RunState state);
Look lookOf(StepState state);
Look lookOf(RunbookCheck::Outcome outcome);

/// "Switch over", "Fail over", "Roll back": what the button that starts it says.
QString verbOf(RunbookKind kind);

/// A box with a heading, and room beside it for figures.
class RunbookCard : public QFrame
{
public:
    RunbookCard(const QString &objectName, const QString &heading, QWidget *parent = nullptr);
    [[nodiscard]] QVBoxLayout *column() const { return m_column; }
    [[nodiscard]] QLabel *aside() const { return m_aside; }
    void setHeading(const QString &heading);

private:
    QLabel *m_heading;
    QLabel *m_aside;
    QVBoxLayout *m_column;
};

/// A label for words that may come from the fleet: never read as rich text, wrapped, selectable.
QLabel *plainLabel(const QString &objectName, const char *tone, QWidget *parent);
/// Paints a word in a rounded box that ends at `right`, and returns where it begins.
int paintChip(QPainter &painter, const QRect &row, int right, const QString &word, const QColor &colour);

} // namespace quarterdeck
