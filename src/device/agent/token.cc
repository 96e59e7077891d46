#include "device/agent/token.h"

#include <sys/stat.h>

#include <fstream>

#include "core/digest.h"
#include "core/error.h"

namespace efs::device {

namespace {

constexpr std::size_t kShortest = 16;

}  // namespace

bool is_authorised(const std::string& authorization, const std::string& token) {
  // Digests are of one length, whatever is compared.
  const std::string given = sha256_hex(authorization);
  const std::string wanted = sha256_hex("Bearer " + token);
  int difference = 0;
  for (std::size_t i = 0; i < wanted.size(); ++i) difference |= given[i] ^ wanted[i];
  return difference == 0;
}

std::string read_token(const std::string& path) {
  if (path.empty()) return {};
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) fail("the token file {} cannot be read", path);
  if ((status.st_mode & (S_IRGRP | S_IROTH)) != 0) {
    fail("the token file {} can be read by others; run: chmod 600 {}", path, path);
  }
  std::ifstream file(path);
  std::string token;
  std::getline(file, token);
  if (token.size() < kShortest) {
    fail("the token in {} has {} characters, but must have {}; make one with: openssl rand -hex 32",
         path, token.size(), kShortest);
  }
  return token;
}

}  // namespace efs::device
