#include "train/download/pretrained_file.h"

#include "core/error.h"
#include "core/files/digest.h"
#include "core/terminal/progress.h"

namespace efs::train {
namespace {

std::string downloading(const std::string& file, std::size_t received, std::size_t expected) {
  const double megabytes = 1e-6 * static_cast<double>(received);
  if (expected == 0) return fmt::format("downloading {}: {:.1f} MB", file, megabytes);
  return fmt::format("downloading {}: {:.1f} of {:.1f} MB", file, megabytes,
                     1e-6 * static_cast<double>(expected));
}

}  // namespace

std::filesystem::path pretrained_file(const PublishedWeights& weights,
                                      const std::filesystem::path& cache,
                                      const std::string& base_url, DownloadOptions options) {
  const std::filesystem::path path = cache / weights.file;
  const std::string prefix = digest_prefix(weights);
  Progress progress;
  if (std::filesystem::exists(path)) {
    if (sha256_of_file(path).starts_with(prefix)) return path;
    progress.note(path.string() + " is damaged; it is downloaded anew");
  }
  const std::string url = base_url + "/" + weights.file;
  progress.update("downloading " + url);
  options.progress = [&](std::size_t received, std::size_t expected) {
    progress.update(downloading(weights.file, received, expected));
  };
  try {
    download(url, path, prefix, options);
  } catch (const UsageError&) {
    throw;
  } catch (const Error& error) {
    fail(
        "{}\nTo go on without a network, get that file elsewhere and put it at {}; behind a proxy, "
        "set https_proxy; without `weights` trials start from fresh ones.",
        error.what(), path.string());
  }
  return path;
}

}  // namespace efs::train
