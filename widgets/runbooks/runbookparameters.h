#pragma once

#include "models/runbooks/runplan.h"

#include <QMap>
#include <QWidget>

class QLabel;
class QLineEdit;
class QVBoxLayout;

namespace quarterdeck {

class RunbookChoiceBox;
class RunbookShows;

/// The parameters of one runbook as fields, with what was found live: choices with the state of their
/// instance, defaults, values that were looked up. What a person gave stays; the rest follows the fleet.
class RunbookParameters final : public QWidget
{
    Q_OBJECT
public:
    explicit RunbookParameters(const Fleet &fleet, QWidget *parent = nullptr);

    void setRunbook(const RunbookDefinition &runbook);
    /// Values to begin with, of the thing that the runbook was opened for; taken where they can be chosen.
    void setWishes(const QStringList &wishes) { m_wishes = wishes; }
    void setPlan(const RunPlan &plan);
    void setLocked(bool locked); ///< a run is under way: they are shown, not changed

    /// What a person gave.
    [[nodiscard]] const QMap<QString, QString> &given() const { return m_given; }
    /// What is shown: given, or found.
    [[nodiscard]] QMap<QString, QString> shown() const;
    /// Everything that was entered, in words: "candidate pg3, timeout 30".
    [[nodiscard]] QString toText() const;
    [[nodiscard]] QWidget *firstField() const;
    [[nodiscard]] QWidget *field(const QString &name) const;

Q_SIGNALS:
    void edited();
    void returnPressed();

private:
    struct Field
    {
        ParameterDefinition definition;
        RunbookChoiceBox *choice = nullptr;
        QLineEdit *line = nullptr;
        QLabel *problem = nullptr;
    };

    void take(const QString &name, const QString &value);
    void setChoices(Field &field, const QStringList &values);
    /// How the choices are: each where it names an instance, else the chosen one. Returns what is wrong with
    /// that.
    QString showStates(Field &field, const RunPlan &plan, const QString &value);
    void showFound(const RunPlan &plan);

    const Fleet &m_fleet;
    QVBoxLayout *m_column;
    QWidget *m_rows = nullptr;
    QLabel *m_found;
    RunbookShows *m_shows;
    QList<Field> m_fields;
    QMap<QString, QString> m_given;
    QStringList m_wishes;
};

} // namespace quarterdeck
