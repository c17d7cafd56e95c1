#include "widgets/runbooks/runbookchecks.h"

#include "models/items/formatter.h"
#include "widgets/figures.h"
#include "widgets/theme.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QTextLayout>
#include <QtMath>
#include <QVBoxLayout>

namespace quarterdeck {

namespace {

/// Breaks between words, and within one only where it is longer than the line.
QTextOption wrapped()
{
    QTextOption option(Qt::AlignLeft | Qt::AlignVCenter);
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    return option;
}

int wrappedHeight(const QString &text, int width)
{
    QTextLayout layout(text, Theme::instance().font(13));
    layout.setTextOption(wrapped());
    layout.beginLayout();
    double height = 0;
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(width);
        height += line.height();
    }
    layout.endLayout();
    return qCeil(height);
}

class CheckDelegate final : public QStyledItemDelegate
{
public:
    explicit CheckDelegate(QListView *view) : QStyledItemDelegate(view), m_view(view) {}

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const override
    {
        // What passes is said in two lines at most; what does not is read in full.
        const int width = std::max(80, m_view->viewport()->width() - 22 - 74);
        const auto *check = index.data(RunbookChecksModel::CheckRole).value<const RunbookCheck *>();
        const int most = check && check->outcome == RunbookCheck::Outcome::Holds ? 36 : 80;
        return {60, std::max(26, std::min(wrappedHeight(index.data().toString(), width), most) + 10)};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const auto *check = index.data(RunbookChecksModel::CheckRole).value<const RunbookCheck *>();
        if (!check) {
            return;
        }
        const Colours &c = colours();
        const Theme &theme = Theme::instance();
        const QRect row = option.rect;
        painter->save();
        if (option.state.testFlag(QStyle::State_Selected) && m_view->hasFocus()) {
            painter->fillRect(row, c.selection);
        }
        painter->fillRect(QRect(row.left(), row.bottom(), row.width(), 1), c.line);
        const Look look = lookOf(check->outcome);
        paintGlyph(*painter, look.glyph, QRectF(row.left() + 1, row.top() + 8, 9, 9), look.colour);
        painter->setFont(theme.font(12));
        painter->setPen(c.dim);
        drawFigures(*painter, QRect(row.right() - 72, row.top(), 70, 26), Qt::AlignRight | Qt::AlignVCenter,
                    format::clock(check->at));
        painter->setFont(theme.font(13));
        const QRectF words(row.left() + 22, row.top(), row.width() - 22 - 74, row.height() - 1);
        painter->setPen(check->outcome == RunbookCheck::Outcome::Holds ? c.text : look.colour);
        painter->drawText(words, check->toText(), wrapped());
        painter->restore();
    }

private:
    QListView *m_view;
};

} // namespace

RunbookChecks::RunbookChecks(QWidget *parent)
    : RunbookCard(QStringLiteral("runbookChecks"), QStringLiteral("2 Preflight, checked live every second"),
                  parent)
    , m_list(new QListView(this))
    , m_glass(new QWidget(this))
{
    m_list->setObjectName(QStringLiteral("checkList"));
    m_list->setAccessibleName(QStringLiteral("Checks before the run"));
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new CheckDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->viewport()->setAutoFillBackground(false);
    column()->addWidget(m_list);
    auto *glass = new QVBoxLayout(m_glass);
    glass->setContentsMargins(0, 2, 0, 0);
    glass->setSpacing(5);
    auto *title = plainLabel(QStringLiteral("overrideTitle"), "small", m_glass);
    title->setText(QStringLiteral(
        "Break the glass: each rule by its name, each with its reason; both go to the record."));
    glass->addWidget(title);
    m_glass->hide();
    column()->addWidget(m_glass);
    fitHeight();
}

void RunbookChecks::clear()
{
    m_model.clear();
    for (const Override &override : std::as_const(m_overrides)) {
        delete override.row;
    }
    m_overrides.clear();
    m_glass->hide();
    aside()->clear();
    fitHeight();
}

void RunbookChecks::setPlan(const RunPlan &plan)
{
    m_model.setPlan(plan);
    const int count = m_model.rowCount();
    aside()->setText(count == 0 ? QString()
                                : QStringLiteral("%1 of %2 passed").arg(m_model.passed()).arg(count));
    showOverrides();
    fitHeight();
}

void RunbookChecks::setLocked(bool locked)
{
    m_locked = locked;
    showOverrides();
}

void RunbookChecks::showOverrides()
{
    const QList<SafetyRule> rules = m_model.overridable();
    for (const SafetyRule rule : rules) {
        if (m_overrides.contains(rule)) {
            continue;
        }
        Override made;
        made.row = new QWidget(m_glass);
        auto *row = new QHBoxLayout(made.row);
        row->setContentsMargins(0, 0, 0, 0);
        made.box = new QCheckBox(QStringLiteral("Override %1").arg(toString(rule)), made.row);
        made.box->setObjectName(QStringLiteral("override_") + toString(rule));
        made.reason = new QLineEdit(made.row);
        made.reason->setObjectName(QStringLiteral("overrideReason_") + toString(rule));
        made.reason->setAccessibleName(QStringLiteral("Reason to override %1").arg(toString(rule)));
        made.reason->setPlaceholderText(QStringLiteral("why this rule may be broken now"));
        made.reason->setMaxLength(400);
        made.reason->setEnabled(false);
        row->addWidget(made.box);
        row->addWidget(made.reason, 1);
        m_glass->layout()->addWidget(made.row);
        QLineEdit *reason = made.reason;
        connect(made.box, &QCheckBox::toggled, this, [this, reason](bool on) {
            reason->setEnabled(on);
            if (on) {
                reason->setFocus();
            }
            Q_EMIT edited();
        });
        connect(made.reason, &QLineEdit::textEdited, this, &RunbookChecks::edited);
        m_overrides.insert(rule, made);
    }
    bool any = false;
    for (auto it = m_overrides.begin(); it != m_overrides.end(); ++it) {
        const bool wanted = rules.contains(it.key()) && !m_locked;
        if (!wanted && it->box->isChecked() && !m_locked) {
            // It holds again by itself: nothing is left to override.
            it->box->setChecked(false);
        }
        it->row->setVisible(wanted);
        any = any || wanted;
    }
    m_glass->setVisible(any);
}

QList<SafetyRule> RunbookChecks::overrides() const
{
    QList<SafetyRule> rules;
    for (auto it = m_overrides.cbegin(); it != m_overrides.cend(); ++it) {
        if (it->box->isChecked() && !it->reason->text().trimmed().isEmpty()) {
            rules.append(it.key());
        }
    }
    return rules;
}

QStringList RunbookChecks::overrideReasons() const
{
    QStringList reasons;
    for (const SafetyRule rule : overrides()) {
        reasons.append(QStringLiteral("%1 overridden: %2")
                           .arg(toString(rule), m_overrides.value(rule).reason->text().trimmed()));
    }
    return reasons;
}

void RunbookChecks::fitHeight()
{
    int height = 2;
    for (int row = 0; row < m_model.rowCount(); ++row) {
        height += m_list->sizeHintForRow(row);
    }
    m_list->setFixedHeight(std::clamp(height, 28, 340));
}

void RunbookChecks::resizeEvent(QResizeEvent *event)
{
    RunbookCard::resizeEvent(event);
    m_list->doItemsLayout();
    fitHeight();
}

} // namespace quarterdeck
