#pragma once

#include <QAbstractButton>

namespace quarterdeck {

/// A page of the window in the navigation: its title and, at the right, a count.
class PageButton final : public QAbstractButton
{
    Q_OBJECT
public:
    explicit PageButton(const QString &title, QWidget *parent = nullptr);
    void setCount(const QString &count);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_count;
};

} // namespace quarterdeck
