#include "http/token.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/error.h"
#include "core/files/digest.h"
#include "core/files/files.h"
#include "core/text/shell_words.h"

namespace efs::http {

namespace {

constexpr std::size_t kShortest = 16;
constexpr std::size_t kLongest = 1024;
constexpr std::size_t kLongestFile = 1U << 16;

void refuse_modes(const std::string& path, const char* what, mode_t refused, const char* cure) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    fail("the {} {} cannot be read: {}", what, path, std::strerror(errno));
  }
  if ((status.st_mode & refused) == 0) return;
  fail("the {} {} can be read or written by others; run: {}", what, path,
       shell_line({"chmod", cure, path}));
}

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
  refuse_modes(path, "token file", S_IRWXG | S_IRWXO, "600");
  const std::string text = read_file(path, kLongestFile);
  std::string token = text.substr(0, text.find('\n'));
  while (!token.empty() && std::strchr(" \t\r", token.back()) != nullptr) token.pop_back();
  // What may stand in a header field as it is; blanks inside stay as they are, too.
  const auto strange = [](unsigned char c) { return c < 0x20 || c > 0x7E; };
  if (std::any_of(token.begin(), token.end(), strange) || (!token.empty() && token[0] == ' ')) {
    fail(
        "the token in {} has characters other than letters, digits and signs of ASCII; make one "
        "with: openssl rand -hex 32",
        path);
  }
  if (token.size() < kShortest || token.size() > kLongest) {
    fail(
        "the token in {} has {} characters, but must have {} to {}; make one with: openssl rand "
        "-hex 32",
        path, token.size(), kShortest, kLongest);
  }
  return token;
}

void require_private_key(const std::string& path) {
  refuse_modes(path, "key", S_IWGRP | S_IXGRP | S_IRWXO, "640");
}

}  // namespace efs::http
