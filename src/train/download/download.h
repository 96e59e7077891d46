// Downloads a file, whole and with the right digest, or not at all. torch-free.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "train/download/proxy.h"

namespace efs::train {

constexpr std::size_t kMostDownloadBytes = std::size_t{1} << 30;

struct DownloadOptions {
  ProxySettings proxies;
  double connect_timeout_s = 20.0;
  /// The connection is given up after this time without a byte; the whole download may take longer.
  double silence_timeout_s = 60.0;
  /// Called with how many bytes have come and how many there will be (0: the server does not say).
  std::function<void(std::size_t, std::size_t)> progress;
};

/// GET of an http:// or https:// address into `path`, whose SHA-256 must begin with
/// `digest_prefix`. At most five redirects are followed, none from https to http, and at most
/// kMostDownloadBytes are taken, uncompressed; nothing appears under `path` before the whole body
/// has come and has the digest. Error says what went wrong with the address: no connection, the
/// server's answer, a body that ended early, another digest.
void download(const std::string& url, const std::filesystem::path& path,
              std::string_view digest_prefix, const DownloadOptions& options);

}  // namespace efs::train
