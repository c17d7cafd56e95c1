#include "tests/support/testauthority.h"

#include <boost/asio/ip/address.hpp>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <stdexcept>

namespace quarterdeck::test {

namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

constexpr long secondsPerDay = 24L * 3600;

Key newKey()
{
    return {EVP_EC_gen("P-256"), &EVP_PKEY_free}; // quick to make, unlike RSA
}

void addExtension(X509 *certificate, X509 *issuer, int id, const std::string &value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str());
    if (!extension) {
        throw std::runtime_error("a certificate extension was refused");
    }
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

Certificate newCertificate(EVP_PKEY *key, const QString &commonName, int fromDays, int toDays, long serial)
{
    Certificate certificate(X509_new(), &X509_free);
    X509_set_version(certificate.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), fromDays * secondsPerDay);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), toDays * secondsPerDay);
    X509_set_pubkey(certificate.get(), key);
    const QByteArray name = commonName.toUtf8();
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char *>(name.constData()), int(name.size()),
                               -1, 0);
    return certificate;
}

template <typename Write>
void writeFile(const QString &path, Write write)
{
    const std::unique_ptr<BIO, decltype(&BIO_free)> file(BIO_new_file(path.toLocal8Bit().constData(), "w"),
                                                         &BIO_free);
    if (!file || write(file.get()) != 1) {
        throw std::runtime_error("cannot write " + path.toStdString());
    }
}

} // namespace

struct TestAuthority::Private
{
    QTemporaryDir folder;
    Key key = newKey();
    Certificate certificate{nullptr, &X509_free};
    long serial = 1;
};

TestAuthority::TestAuthority() : d(std::make_unique<Private>())
{
    d->certificate =
        newCertificate(d->key.get(), QStringLiteral("Quarterdeck test authority"), -400, 400, d->serial++);
    X509_set_issuer_name(d->certificate.get(), X509_get_subject_name(d->certificate.get()));
    addExtension(d->certificate.get(), d->certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
    addExtension(d->certificate.get(), d->certificate.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
    X509_sign(d->certificate.get(), d->key.get(), EVP_sha256());
    writeFile(caFile(), [this](BIO *file) { return PEM_write_bio_X509(file, d->certificate.get()); });
}

TestAuthority::~TestAuthority() = default;

QString TestAuthority::caFile() const
{
    return d->folder.filePath(QStringLiteral("ca.pem"));
}

TlsFiles TestAuthority::issue(const Wish &wish)
{
    const long serial = d->serial++;
    const Key key = newKey();
    const Certificate certificate =
        newCertificate(key.get(), wish.commonName, wish.validFromDays, wish.validToDays, serial);
    X509 *issuer = wish.selfSigned ? certificate.get() : d->certificate.get();
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer));
    QStringList names;
    for (const QString &name : wish.names) {
        boost::system::error_code notLiteral;
        boost::asio::ip::make_address(name.toStdString(), notLiteral);
        names += (notLiteral ? QStringLiteral("DNS:") : QStringLiteral("IP:")) + name;
    }
    if (!names.isEmpty()) {
        addExtension(certificate.get(), issuer, NID_subject_alt_name,
                     names.join(QLatin1Char(',')).toStdString());
    }
    X509_sign(certificate.get(), wish.selfSigned ? key.get() : d->key.get(), EVP_sha256());
    TlsFiles files;
    files.certificate = d->folder.filePath(QStringLiteral("%1.pem").arg(serial));
    files.key = d->folder.filePath(QStringLiteral("%1.key").arg(serial));
    writeFile(files.certificate, [&](BIO *file) { return PEM_write_bio_X509(file, certificate.get()); });
    writeFile(files.key, [&](BIO *file) {
        return PEM_write_bio_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
    return files;
}

TlsFiles TestAuthority::issueGood()
{
    return issue(
        {.commonName = QStringLiteral("localhost"),
         .names = {QStringLiteral("localhost"), QStringLiteral("127.0.0.1"), QStringLiteral("::1")}});
}

} // namespace quarterdeck::test
