#include "core/files/digest.h"

#include <openssl/evp.h>

#include "core/error.h"
#include "core/files/files.h"

namespace efs {

struct Sha256::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  ~State() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  if (state_->context == nullptr ||
      EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr) != 1) {
    fail("OpenSSL cannot compute SHA-256 here");
  }
}

Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) {
  EVP_DigestUpdate(state_->context, bytes.data(), bytes.size());
}

void Sha256::add(Span<const std::byte> bytes) {
  EVP_DigestUpdate(state_->context, bytes.data(), bytes.size());
}

std::string Sha256::hex() {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  EVP_DigestFinal_ex(state_->context, digest, &length);
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
