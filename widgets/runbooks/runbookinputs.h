#pragma once

#include <QComboBox>
#include <QPushButton>

namespace quarterdeck {

/// A box to choose from in which one may type to find a choice: single letters are not shortcuts meanwhile.
class RunbookChoiceBox final : public QComboBox
{
    Q_OBJECT
public:
    using QComboBox::QComboBox;

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void wheelEvent(QWheelEvent *event) override; ///< scrolls the page, never the choice
};

/// A button that acts on the fleet. Nobody presses it by accident: it is never the default button, and a key
/// that is still held down from the field before does not press it.
class RunbookActButton final : public QPushButton
{
    Q_OBJECT
public:
    explicit RunbookActButton(QWidget *parent = nullptr);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void keyReleaseEvent(QKeyEvent *event) override;

private:
    int m_pressed = 0; ///< the key that went down on it
};

} // namespace quarterdeck
