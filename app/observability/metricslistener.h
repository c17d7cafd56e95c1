#pragma once

#include <QString>

#include <memory>
#include <variant>

namespace prometheus {
class Collectable;
class Exposer;
} // namespace prometheus

namespace quarterdeck {

/// Serves the console's own metrics at /metrics over HTTP, with prometheus-cpp's exposer and its own threads.
class MetricsListener
{
public:
    /// `address`: "127.0.0.1:9464", "[::1]:9464", "0.0.0.0:9464"; a port alone (":9464", "9464") listens on
    /// loopback only, because what a console watches is nobody else's business unless its owner says so. Port
    /// 0 takes any. Gives the listener or the reason why not.
    static std::variant<std::unique_ptr<MetricsListener>, QString>
    listen(const QString &address, std::shared_ptr<prometheus::Collectable> metrics);
    ~MetricsListener();

    [[nodiscard]] int port() const;

private:
    MetricsListener(std::unique_ptr<prometheus::Exposer> exposer,
                    std::shared_ptr<prometheus::Collectable> metrics);

    std::shared_ptr<prometheus::Collectable> m_metrics; ///< the exposer keeps only a weak one
    std::unique_ptr<prometheus::Exposer> m_exposer;
};

} // namespace quarterdeck
