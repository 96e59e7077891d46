#include "core/files/digest.h"

#include <openssl/evp.h>

#include "core/error.h"
#include "core/files/files.h"

namespace efs {

Sha256::Sha256() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
  if (!context_ || EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) != 1) {
    fail("OpenSSL cannot compute SHA-256 here");
  }
}

void Sha256::add(std::string_view bytes) {
  EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size());
}

void Sha256::add(Span<const std::byte> bytes) {
  EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size());
}

std::string Sha256::hex() {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  EVP_DigestFinal_ex(context_.get(), digest, &length);
  std::string result;
  for (unsigned i = 0; i < length; ++i) result += fmt::format("{:02x}", digest[i]);
  return result;
}

std::string sha256_hex(std::string_view bytes) {
  Sha256 digest;
  digest.add(bytes);
  return digest.hex();
}

std::string sha256_of_file(const fs::path& path) {
  const MappedFile mapped(path);
  Sha256 digest;
  digest.add(mapped.bytes());
  return digest.hex();
}

}  // namespace efs
