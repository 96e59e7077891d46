#include "cli/torch/model/overlay_plan.h"

#include <sys/stat.h>

#include <map>
#include <optional>
#include <utility>

#include "core/error.h"
#include "core/files/user_files.h"
#include "data/images/image_name.h"
#include "tune/model/overlay.h"

namespace efs::cli {
namespace {

/// Tells two files apart, whatever their names.
using DeviceAndInode = std::pair<dev_t, ino_t>;

std::optional<DeviceAndInode> device_and_inode(const fs::path& path) {
  struct stat facts {};
  if (::stat(path.c_str(), &facts) != 0) return std::nullopt;
  return DeviceAndInode{facts.st_dev, facts.st_ino};
}

bool has_jpeg_suffix(const fs::path& name) {
  const std::string suffix = data::lower_suffix(name);
  return suffix == ".jpg" || suffix == ".jpeg";
}

/// "sub/a.png" -> "sub/a.png.jpg"; no part is hidden.
fs::path overlay_name(const fs::path& name) {
  fs::path visible;
  for (const fs::path& part : name) {
    visible /= part.string().starts_with('.') ? "_" + part.string() : part.string();
  }
  return has_jpeg_suffix(name) ? visible : fs::path(visible.string() + ".jpg");
}

}  // namespace

std::vector<fs::path> plan_overlays(const fs::path& folder,
                                    const std::vector<Photograph>& photographs,
                                    const std::vector<fs::path>& inputs) {
  std::error_code error;
  if (fs::exists(folder, error) && !fs::is_directory(folder, error)) {
    fail("--overlay {}: it is a file; name a folder for the pictures", folder.string());
  }
  std::map<DeviceAndInode, fs::path> read;
  const auto add = [&](const fs::path& path) {
    if (const auto identity = device_and_inode(path)) read.try_emplace(*identity, path);
  };
  for (const fs::path& input : inputs) add(input);
  for (const Photograph& photograph : photographs) add(photograph.path);

  std::vector<fs::path> paths;
  std::map<fs::path, fs::path> photograph_of;
  for (const Photograph& photograph : photographs) {
    const fs::path path = folder / overlay_name(photograph.name);
    const auto [other, is_new] = photograph_of.try_emplace(path, photograph.path);
    if (!is_new) {
      fail(
          "{} and {} would both be drawn as {}; name the folder above both, or draw them in two "
          "runs with an --overlay of their own",
          other->second.string(), photograph.path.string(), path.string());
    }
    const auto identity = device_and_inode(path);
    const auto input = identity ? read.find(*identity) : read.end();
    if (input != read.end()) {
      fail(
          "--overlay {}: the picture {} would be written over {}, which this command reads; "
          "name another folder",
          folder.string(), path.string(), input->second.string());
    }
    if (!tune::is_overlay(path)) refuse_existing(path, "name another folder with --overlay");
    paths.push_back(path);
  }
  return paths;
}

}  // namespace efs::cli
