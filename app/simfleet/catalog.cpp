#include "app/simfleet/catalog.h"

namespace quarterdeck::simfleet {

const std::vector<ServiceSpec> &serviceCatalog()
{
    static const std::vector<ServiceSpec> services{
        {.name = "checkout",
         .stack = Stack::SpringBoot,
         .requestsPerSecond = 90,
         .medianLatency = 0.024,
         .errorRatio = 0.0007,
         .routes = {"/api/orders", "/api/orders/{id}"},
         .breakers = {"orders-db", "card-gateway", "stock", "mailer", "fraud", "geo-ip"},
         .dependsOn = {"orders-db", "payments", "pricing", "cart"},
         .release = "2.31.0",
         .previousRelease = "2.30.4"},
        {.name = "orders-db",
         .stack = Stack::Patroni,
         .errorRatio = 0,
         .clientErrorRatio = 0,
         .release = "15.2",
         .previousRelease = "15.1"},
        {.name = "catalog",
         .stack = Stack::Quarkus,
         .requestsPerSecond = 25,
         .medianLatency = 0.012,
         .errorRatio = 0.0005,
         .routes = {"/items", "/items/{sku}"},
         .breakers = {"search-index", "recommend", "stock"},
         .dependsOn = {"search"},
         .release = "5.8.1",
         .previousRelease = "5.8.0"},
        {.name = "search",
         .stack = Stack::Kubernetes,
         .requestsPerSecond = 20,
         .medianLatency = 0.031,
         .errorRatio = 0.0011,
         .routes = {"/search", "/suggest"},
         .breakers = {"search-index", "synonyms"},
         .release = "1.19.3",
         .previousRelease = "1.19.2"},
        {.name = "cart",
         .stack = Stack::Node,
         .requestsPerSecond = 12,
         .medianLatency = 0.009,
         .errorRatio = 0.0004,
         .routes = {"/cart", "/cart/items"},
         .breakers = {"stock", "mailer"},
         .dependsOn = {"catalog"},
         .release = "3.4.0",
         .previousRelease = "3.3.9"},
        {.name = "edge",
         .stack = Stack::Envoy,
         .requestsPerSecond = 30,
         .medianLatency = 0.018,
         .errorRatio = 0.0006,
         .routes = {"/"},
         .breakers = {"checkout", "catalog", "search"},
         .dependsOn = {"checkout", "catalog", "search"},
         .release = "1.24.1",
         .previousRelease = "1.24.0"},
        {.name = "pricing",
         .stack = Stack::Grpc,
         .requestsPerSecond = 15,
         .medianLatency = 0.006,
         .errorRatio = 0.0003,
         .routes = {"Quote", "Rules"},
         .breakers = {"orders-db", "rates"},
         .dependsOn = {"orders-db"},
         .release = "0.9.7",
         .previousRelease = "0.9.6"},
        {.name = "payments",
         .stack = Stack::DotNet,
         .requestsPerSecond = 28,
         .medianLatency = 0.052,
         .errorRatio = 0.0012,
         .routes = {"/charges", "/refunds"},
         .breakers = {"card-gateway", "fraud"},
         .dependsOn = {"orders-db"},
         .release = "7.2.0",
         .previousRelease = "7.1.5"},
    };
    return services;
}

int serviceIndex(const std::string &name)
{
    const std::vector<ServiceSpec> &services = serviceCatalog();
    for (std::size_t i = 0; i < services.size(); ++i) {
        if (services[i].name == name) {
            return static_cast<int>(i);
        }
    }
    return -1;
}

} // namespace quarterdeck::simfleet
