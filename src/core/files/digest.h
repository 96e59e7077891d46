// SHA-256, the digest of everything that must be recognised again.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "core/files/filesystem.h"
#include "core/span.h"

struct evp_md_ctx_st;  // EVP_MD_CTX of OpenSSL

namespace efs {

class Sha256 {
 public:
  Sha256();
  void add(std::string_view bytes);
  void add(Span<const std::byte> bytes);
  /// 64 lower-case hexadecimal digits; the object must not be used afterwards.
  std::string hex();

 private:
  std::unique_ptr<evp_md_ctx_st, void (*)(evp_md_ctx_st*)> context_;
};

std::string sha256_hex(std::string_view bytes);

/// Of a whole file, which is mapped: it may be larger than the memory. SystemError: it cannot be read.
std::string sha256_of_file(const fs::path& path);

}  // namespace efs
