#pragma once

#include <QFrame>
#include <QPointer>

namespace quarterdeck {

/// A box over the middle of its window, closed by Escape or a click beside it. Not a dialog: nothing waits
/// for it.
class Overlay : public QWidget
{
    Q_OBJECT
public:
    explicit Overlay(QWidget *window);

    void open();
    void dismiss(); ///< gives the focus back
    [[nodiscard]] QFrame *box() const { return m_box; }

protected:
    /// Size and place of the box in a window of this size.
    [[nodiscard]] virtual QRect boxIn(QSize window) const = 0;
    virtual void aboutToOpen() {}
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QFrame *m_box;
    QPointer<QWidget> m_before; ///< what had the focus when it opened
};

} // namespace quarterdeck
