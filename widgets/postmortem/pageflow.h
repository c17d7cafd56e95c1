#pragma once

#include <QFont>
#include <QPainter>
#include <QPdfWriter>
#include <QStringList>

#include <functional>
#include <vector>

class QTextLayout;

namespace quarterdeck {

/// Text, tables and drawings one after another on A4 pages of a PDF, in units of 1/96 inch, with a footer and
/// page numbers. Everything is plain text: nothing in it is taken for markup.
class PageFlow
{
public:
    static constexpr double pageWidth = 794;
    static constexpr double pageHeight = 1123;
    static constexpr double margin = 52;
    static constexpr double width = pageWidth - 2 * margin;
    static constexpr double bottom = pageHeight - margin - 18; ///< below it stands the footer

    /// `pages`: how many there will be; 0 while that is being found out.
    PageFlow(QPdfWriter &writer, const QString &footer, int pages);
    ~PageFlow();
    PageFlow(const PageFlow &) = delete;
    PageFlow &operator=(const PageFlow &) = delete;

    void title(const QString &text);
    void heading(const QString &text); ///< stays with what follows it
    void subheading(const QString &text);
    void paragraph(const QString &text);
    /// An empty frame for what only people know.
    void blank(double height);
    struct Column
    {
        QString head;
        double width = 0; ///< share of the page
    };
    /// The head is repeated on every page; none is drawn where all are empty.
    void table(const std::vector<Column> &columns, const QList<QStringList> &rows);
    /// A part of the page that somebody else draws; on a new page where there is no room.
    void drawing(double height, const std::function<void(QPainter &, const QRectF &)> &draw);

    [[nodiscard]] double room() const { return bottom - m_y; }
    void newPage();
    [[nodiscard]] int pages() const { return m_page; }

private:
    void text(const QString &text, const QFont &font, const QColor &colour, double after);
    void footer();
    void need(double height);

    QPdfWriter &m_writer;
    QPainter m_painter;
    QString m_footer;
    int m_pagesInAll;
    int m_page = 1;
    double m_y = margin;
};

} // namespace quarterdeck
