// A certificate that nobody vouches for, for an HTTPS server on 127.0.0.1.
#pragma once

#include <openssl/x509.h>

#include <filesystem>
#include <memory>

namespace efs::train {

struct TestCertificate {
  TestCertificate();
  /// As PEM, for SSL_CERT_FILE: whoever reads that believes it.
  void write(const std::filesystem::path& path) const;

  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key;
  std::unique_ptr<X509, decltype(&X509_free)> certificate;
};

}  // namespace efs::train
