#pragma once

#include "app/upstream/prometheusanswer.h"
#include "models/fleet/observation.h"

#include <QNetworkAccessManager>
#include <QObject>
#include <QUrl>

#include <functional>

#include <map>
#include <memory>
#include <vector>

namespace quarterdeck {

class BreakerConventions;
class MetricsPage;
class SignalRecognisers;

/// What a Prometheus server knows of instances that this console cannot reach itself: `up`, and the series
/// that the rules for signals and breakers name, read by the same code as a page of the instance's own.
/// Prometheus hands out no HELP with them: an encoding that only HELP tells stays unknown. Asked only while
/// something is out of reach, one question at a time. Lives in a thread of its own: an answer about a whole
/// fleet takes longer to read than a turn of the window may.
class PrometheusSource : public QObject
{
    Q_OBJECT

public:
    struct Question
    {
        QUrl server;
        std::chrono::milliseconds timeout{2000};
        std::chrono::milliseconds newerThan{20000}; ///< what is older is no answer
        std::chrono::milliseconds window{60000};
        quint64 generation = 0;
        std::shared_ptr<const SignalRecognisers> recognisers;
        std::shared_ptr<const BreakerConventions> conventions;
        struct Instance
        {
            InstanceNumber number;
            PrometheusKey key;
            bool health = false; ///< has a health endpoint, for which `up` stands in
        };
        std::vector<Instance> instances;
    };

    PrometheusSource();
    ~PrometheusSource() override;

    /// Nothing happens while an earlier question is under way.
    void ask(const std::shared_ptr<const Question> &question);

Q_SIGNALS:
    void observed(const std::shared_ptr<std::vector<quarterdeck::Observation>> &observations);
    /// How the last question ended: empty, or why the server could not be asked.
    void asked(const QString &problem);

private:
    struct Known
    {
        std::unique_ptr<MetricsPage> page;
        double last = 0; ///< time of the newest page that was read
        std::shared_ptr<const MetricsAnswer> answer;
    };

    void query(const QString &promql, const std::function<void(const QByteArray &json)> &done);
    void useUp(const QByteArray &json);
    void useAges(const QByteArray &json);
    void askSeries();
    void useSeries(const QByteArray &json);
    void finish(const QString &problem);

    QNetworkAccessManager *m_network = nullptr; ///< made in the thread where it is used
    std::shared_ptr<const Question> m_question; ///< null: none is under way
    QString m_names;                            ///< regular expression of the series to ask for
    std::map<PrometheusKey, PrometheusValue> m_up;
    std::map<PrometheusKey, PrometheusValue> m_ages;
    std::map<PrometheusKey, Known> m_known;
    std::size_t m_next = 0; ///< of the instances: the first whose series were not asked for yet
};

} // namespace quarterdeck

Q_DECLARE_METATYPE(std::shared_ptr<std::vector<quarterdeck::Observation>>)
