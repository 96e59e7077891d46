#include "test_certificate.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <stdexcept>

namespace efs::train {
namespace {

void require(bool done, const char* what) {
  if (!done) throw std::runtime_error(what);
}

}  // namespace

TestCertificate::TestCertificate()
    : key(EVP_EC_gen("P-256"), EVP_PKEY_free), certificate(X509_new(), X509_free) {
  X509* x509 = certificate.get();
  require(key && x509, "no key or no certificate");
  X509_set_version(x509, 2);  // counted from 0: version 3, with extensions
  ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
  X509_gmtime_adj(X509_getm_notBefore(x509), -3600);
  X509_gmtime_adj(X509_getm_notAfter(x509), 3600);
  X509_set_pubkey(x509, key.get());
  X509_NAME* name = X509_get_subject_name(x509);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("127.0.0.1"), -1, -1, 0);
  X509_set_issuer_name(x509, name);
  const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> address(
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1"),
      X509_EXTENSION_free);
  require(address && X509_add_ext(x509, address.get(), -1) == 1, "no alternative name");
  require(X509_sign(x509, key.get(), EVP_sha256()) > 0, "no signature");
}

void TestCertificate::write(const std::filesystem::path& path) const {
  const std::unique_ptr<std::FILE, decltype(&std::fclose)> file(std::fopen(path.c_str(), "w"),
                                                                std::fclose);
  require(file && PEM_write_X509(file.get(), certificate.get()) == 1, "no PEM file");
}

}  // namespace efs::train
