#include "widgets/runbooks/runbookcatalog.h"

#include "models/items/formatter.h"
#include "widgets/runbooks/runbooklooks.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QToolButton>
#include <QToolTip>
#include <QVBoxLayout>

namespace quarterdeck {

namespace {

constexpr int rowHeight = 54;

/// Rows of two lines; tool tips are never read as rich text.
class RowDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        return {100, rowHeight};
    }

    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &,
                   const QModelIndex &index) override
    {
        const QString text = index.data(Qt::ToolTipRole).toString().toHtmlEscaped();
        QToolTip::showText(
            event->globalPos(),
            QStringLiteral("<p>%1</p>").arg(QString(text).replace(QLatin1Char('\n'), QStringLiteral("<br>"))),
            view);
        return true;
    }

protected:
    static void paintRow(QPainter &painter, const QStyleOptionViewItem &option)
    {
        const Colours &c = colours();
        if (option.state.testFlag(QStyle::State_Selected)) {
            painter.fillRect(option.rect, c.selection);
        } else if (option.state.testFlag(QStyle::State_MouseOver)) {
            painter.fillRect(option.rect, c.hover);
        }
        painter.fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), c.line);
    }

    static void write(QPainter &painter, const QRect &where, const QString &text)
    {
        painter.drawText(where, Qt::AlignLeft | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(text.simplified(), Qt::ElideRight, where.width()));
    }
};

class RunbookDelegate final : public RowDelegate
{
public:
    using RowDelegate::RowDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const auto *entry = index.data(RunbookListModel::EntryRole).value<const RunbookEntry *>();
        if (!entry) {
            return;
        }
        const Colours &c = colours();
        const Theme &theme = Theme::instance();
        painter->save();
        paintRow(*painter, option);
        const QRect box = option.rect.adjusted(16, 6, -14, -6);
        const bool here = entry->everywhere || entry->looking || (entry->applies && entry->instances > 0);
        const int chip = paintChip(*painter, QRect(box.left(), box.top(), box.width(), 21), box.right(),
                                   toString(entry->runbook->kind), here ? c.text : c.faint);
        painter->setFont(theme.font(14, QFont::DemiBold));
        painter->setPen(here ? c.text : c.faint);
        write(*painter, QRect(box.left(), box.top(), chip - box.left() - 12, 21), index.data().toString());
        painter->setFont(theme.font(12));
        painter->setPen(here ? c.dim : c.faint);
        const QString where = RunbookListModel::whereText(*entry);
        const QString file =
            entry->isShipped ? QStringLiteral("shipped") : entry->runbook->file.section(QLatin1Char('/'), -1);
        QString text = QStringLiteral("%1 · %2 · %3").arg(entry->runbook->id, where, file);
        const QString first = entry->runbook->description.section(QLatin1Char('\n'), 0, 0).trimmed();
        if (!first.isEmpty()) {
            text += QStringLiteral(" · ") + first;
        }
        write(*painter, QRect(box.left(), box.top() + 22, box.width(), 19), text);
        painter->restore();
    }
};

class RunDelegate final : public RowDelegate
{
public:
    using RowDelegate::RowDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const auto *run = index.data(RunbookHistoryModel::SummaryRole).value<const RunSummary *>();
        if (!run) {
            return;
        }
        const Colours &c = colours();
        const Theme &theme = Theme::instance();
        painter->save();
        paintRow(*painter, option);
        const QRect box = option.rect.adjusted(14, 6, -14, -6);
        const Look look = lookOf(run->state);
        paintGlyph(*painter, look.glyph, QRectF(box.left(), box.top() + 6, 10, 10), look.colour);
        const int left = box.left() + 20;
        painter->setFont(theme.font(12));
        painter->setPen(c.dim);
        const QString when = format::dateTime(run->started).chopped(4);
        const int width = painter->fontMetrics().horizontalAdvance(when) + 4;
        painter->drawText(QRect(box.right() - width, box.top(), width, 21), Qt::AlignRight | Qt::AlignVCenter,
                          when);
        painter->setFont(theme.font(13, wantsAttention(*run) ? QFont::DemiBold : QFont::Normal));
        painter->setPen(c.text);
        write(*painter, QRect(left, box.top(), box.right() - width - left - 10, 21), index.data().toString());
        painter->setFont(theme.font(12));
        painter->setPen(look.colour);
        const QString state = toString(run->state);
        const int stateWidth = painter->fontMetrics().horizontalAdvance(state);
        painter->drawText(QRect(left, box.top() + 22, stateWidth + 2, 19), Qt::AlignLeft | Qt::AlignVCenter,
                          state);
        painter->setPen(c.dim);
        QStringList rest{run->person};
        if (!run->otherFleet.isEmpty()) {
            rest.prepend(QStringLiteral("on another fleet: %1").arg(run->otherFleet));
        }
        if (run->incident > 0) {
            rest.append(QStringLiteral("incident %1").arg(run->incident));
        }
        if (run->rto) {
            rest.append(QStringLiteral("RTO %1 s").arg(*run->rto, 0, 'f', 1));
        }
        if (!run->reason.isEmpty()) {
            rest.append(QStringLiteral("“%1”").arg(run->reason));
        }
        if (!run->outcome.isEmpty()) {
            rest.append(run->outcome);
        }
        const int at = left + stateWidth + 2;
        write(*painter, QRect(at, box.top() + 22, box.right() - at, 19),
              QStringLiteral(" · ") + rest.join(QStringLiteral(" · ")));
        painter->restore();
    }
};

QListView *makeList(const QString &objectName, const QString &accessible, QAbstractItemModel &model,
                    QWidget *parent)
{
    auto *list = new QListView(parent);
    list->setObjectName(objectName);
    list->setAccessibleName(accessible);
    list->setModel(&model);
    list->setUniformItemSizes(true);
    list->setFrameShape(QFrame::NoFrame);
    list->setMouseTracking(true);
    list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list->viewport()->setAutoFillBackground(false);
    return list;
}

} // namespace

RunbookCatalogView::RunbookCatalogView(const Fleet &fleet, QWidget *parent)
    : QWidget(parent)
    , m_runbooks(fleet)
    , m_filter(new QLineEdit(this))
    , m_context(new QToolButton(this))
    , m_counts(new QLabel(this))
    , m_readOnly(plainLabel(QStringLiteral("readOnlyNote"), "error", this))
    , m_list(makeList(QStringLiteral("runbookList"), QStringLiteral("Runbooks"), m_runbooks, this))
    , m_nothing(plainLabel(QStringLiteral("noRunbooks"), "dim", this))
    , m_problems(plainLabel(QStringLiteral("runbookProblems"), "error", this))
    , m_historyTitle(new QLabel(this))
    , m_historyList(
          makeList(QStringLiteral("runHistory"), QStringLiteral("Runs, newest first"), m_history, this))
    , m_noHistory(plainLabel(QStringLiteral("noRuns"), "dim", this))
{
    setObjectName(QStringLiteral("runbookCatalog"));
    m_list->setItemDelegate(new RunbookDelegate(m_list));
    m_historyList->setItemDelegate(new RunDelegate(m_historyList));
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(12, 6, 12, 6);
    bar->setSpacing(10);
    m_filter->setObjectName(QStringLiteral("runbookFilter"));
    m_filter->setAccessibleName(QStringLiteral("Find a runbook"));
    m_filter->setPlaceholderText(QStringLiteral("Find a runbook"));
    m_filter->setMaximumWidth(380);
    m_filter->installEventFilter(this);
    bar->addWidget(m_filter, 3);
    m_context->setObjectName(QStringLiteral("runbookContext"));
    m_context->setProperty("button", true);
    m_context->setToolTip(QStringLiteral("Show the runbooks of the whole fleet again"));
    m_context->hide();
    bar->addWidget(m_context);
    bar->addStretch(1);
    m_counts->setObjectName(QStringLiteral("runbookCounts"));
    m_counts->setTextFormat(Qt::PlainText);
    m_counts->setProperty("tone", QStringLiteral("dim"));
    bar->addWidget(m_counts);
    auto *line = new QFrame(this);
    line->setFixedHeight(1);
    line->setProperty("rule", true);

    auto *left = new QVBoxLayout;
    left->setContentsMargins(0, 0, 0, 0);
    left->setSpacing(0);
    m_readOnly->setText(QStringLiteral("Read-only: this console looks and does not act."));
    m_readOnly->setContentsMargins(16, 8, 12, 8);
    m_readOnly->hide();
    left->addWidget(m_readOnly);
    left->addWidget(m_list, 1);
    m_nothing->setAlignment(Qt::AlignCenter);
    left->addWidget(m_nothing, 1);
    m_problems->setContentsMargins(16, 8, 12, 8);
    m_problems->setAccessibleName(QStringLiteral("What is wrong with runbook files"));
    m_problems->hide();
    left->addWidget(m_problems);
    auto *rightBox = new QFrame(this);
    rightBox->setProperty("bar", true);
    auto *right = new QVBoxLayout(rightBox);
    right->setContentsMargins(0, 10, 0, 0);
    right->setSpacing(6);
    m_historyTitle->setTextFormat(Qt::PlainText);
    m_historyTitle->setProperty("tone", QStringLiteral("heading"));
    m_historyTitle->setContentsMargins(14, 0, 14, 0);
    right->addWidget(m_historyTitle);
    right->addWidget(m_historyList, 1);
    m_noHistory->setText(QStringLiteral("No run is on record."));
    m_noHistory->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_noHistory->setContentsMargins(14, 24, 14, 0);
    right->addWidget(m_noHistory, 1);
    auto *columns = new QHBoxLayout;
    columns->setSpacing(0);
    columns->addLayout(left, 3);
    columns->addWidget(rightBox, 2);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(bar);
    column->addWidget(line);
    column->addLayout(columns, 1);

    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_runbooks.setFilterText(text);
        pickFirst();
        showCounts();
    });
    const auto chosen = [this](const QModelIndex &index) {
        if (index.isValid()) {
            Q_EMIT runbookChosen(m_runbooks.at(index.row()).runbook->id);
        }
    };
    connect(m_list, &QListView::activated, this, chosen);
    connect(m_filter, &QLineEdit::returnPressed, this, [this, chosen] { chosen(m_list->currentIndex()); });
    connect(m_historyList, &QListView::activated, this,
            [this](const QModelIndex &index) { Q_EMIT runChosen(m_history.at(index.row()).number); });
    // One click opens, as on a link; it cannot act.
    connect(m_list, &QListView::clicked, this, chosen);
    connect(m_historyList, &QListView::clicked, this,
            [this](const QModelIndex &index) { Q_EMIT runChosen(m_history.at(index.row()).number); });
    connect(m_context, &QToolButton::clicked, this, &RunbookCatalogView::contextCleared);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
    setFocusProxy(m_list);
    showCounts();
}

void RunbookCatalogView::setReadOnly(bool readOnly)
{
    m_readOnly->setVisible(readOnly);
}

void RunbookCatalogView::setProblems(const QStringList &problems)
{
    constexpr qsizetype most = 6;
    QString text = problems.mid(0, most).join(QLatin1Char('\n'));
    if (problems.size() > most) {
        text += QStringLiteral("\nand %1 more; \"quarterdeck check\" tells all").arg(problems.size() - most);
    }
    m_problems->setText(text);
    m_problems->setVisible(!problems.isEmpty());
}

void RunbookCatalogView::pickFirst()
{
    m_list->setCurrentIndex(m_runbooks.index(0));
    m_list->scrollToTop();
    m_first = m_runbooks.rowCount() > 0 ? m_runbooks.at(0).runbook->id : QString();
}

void RunbookCatalogView::keepFirst()
{
    const QModelIndex current = m_list->currentIndex();
    if (current.isValid() && m_runbooks.at(current.row()).runbook->id == m_first) {
        pickFirst();
    }
}

void RunbookCatalogView::showCounts()
{
    if (!m_list->currentIndex().isValid() && m_runbooks.rowCount() > 0) {
        pickFirst();
    }
    const int shown = m_runbooks.rowCount();
    const int total = m_runbooks.total();
    m_counts->setText(shown == total ? QStringLiteral("%1 runbooks").arg(total)
                                     : QStringLiteral("%1 of %2 runbooks").arg(shown).arg(total));
    m_list->setVisible(shown > 0);
    m_nothing->setVisible(shown == 0);
    m_nothing->setText(
        total > 0 ? QStringLiteral("No runbook matches.")
                  : QStringLiteral("There is no runbook.\n\nName a folder of them in the fleet file:  "
                                   "runbooks: runbooks/"));
    const QString context = m_runbooks.contextText();
    m_context->setText(
        QStringLiteral("For %1  ✕").arg(QString(context).replace(QLatin1Char('&'), QStringLiteral("&&"))));
    m_context->setVisible(!context.isEmpty());
    const int attention = m_history.attentionCount();
    m_historyTitle->setText(attention > 0 ? QStringLiteral("Runs · %1 to be looked at").arg(attention)
                                          : QStringLiteral("Runs"));
    m_historyList->setVisible(m_history.rowCount() > 0);
    m_noHistory->setVisible(m_history.rowCount() == 0);
}

bool RunbookCatalogView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_filter && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Down) {
            m_list->setFocus();
            if (!m_list->currentIndex().isValid()) {
                m_list->setCurrentIndex(m_runbooks.index(0));
            }
            return true;
        }
        if (key->key() == Qt::Key_Escape) {
            m_filter->clear();
            m_list->setFocus();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace quarterdeck
