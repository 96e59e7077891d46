#include "data/dataset/convert.h"

#include <unistd.h>

#include <algorithm>
#include <map>
#include <system_error>

#include "core/error.h"
#include "core/files/files.h"
#include "core/files/user_files.h"
#include "data/dataset/turned_labels.h"
#include "data/dataset/usable_images.h"
#include "data/labels/label_text.h"

namespace efs::data {
namespace {

namespace fs = std::filesystem;

constexpr const char* kOtherOut = "give another name with --out";

void refuse_unreadable(const std::vector<CheckedImage>& images, bool in_shares,
                       const LabelWriter& writer) {
  if (!writer.needs_size && !in_shares) return;
  std::vector<std::string> lines;
  for (const CheckedImage& image : images) {
    if (image.reason.empty()) continue;
    lines.push_back(fmt::format("{}: {}", excerpt(image.image_id), image.reason));
  }
  if (lines.empty()) return;
  fail(
      "{} images cannot be read, whose size is needed for {}; repair them, or remove their "
      "labels:{}",
      lines.size(), in_shares ? "labels in shares" : "the format " + writer.name,
      first_lines(lines));
}

/// For files that are named after images.
void refuse_same_stem(const std::vector<LabelledImage>& images) {
  std::map<fs::path, const std::string*> first;
  for (const LabelledImage& image : images) {
    const fs::path stem = fs::path(image.image_id).lexically_normal().replace_extension();
    if (stem.is_absolute() || *stem.begin() == "..") {
      fail(
          "{} is not below the folder of the images, where its labels would be written; name the "
          "folder that holds all of them (--images)",
          excerpt(image.image_id));
    }
    const auto [other, is_new] = first.try_emplace(stem, &image.image_id);
    if (!is_new) {
      fail("{} and {} would have the same label file; rename one of them", excerpt(*other->second),
           excerpt(image.image_id));
    }
  }
}

/// Labels as they are written: in pixels of upright images, with their sizes.
std::vector<LabelledImage> written_labels(const std::vector<CheckedImage>& images,
                                          BoxesAre turned) {
  std::vector<LabelledImage> labels;
  for (const CheckedImage& image : images) {
    labels.push_back(image.width > 0 ? upright_labels(image, turned) : *image.labels);
    if (image.width > 0) labels.back().stated_size = {image.width, image.height};
  }
  return labels;
}

/// Writes the files of a folder under another name first, so that it appears whole.
void write_folder(const std::vector<WrittenFile>& files, const fs::path& images,
                  const std::string& link, const fs::path& out) {
  const fs::path partial = out.string() + fmt::format(".partial-{}", ::getpid());
  try {
    for (const WrittenFile& file : files) write_file_atomically(partial / file.path, file.content);
    fs::create_directory_symlink(fs::absolute(images), partial / link);
    refuse_existing(out, kOtherOut);
    fs::rename(partial, out);
  } catch (...) {
    std::error_code ignored;
    fs::remove_all(partial, ignored);
    throw;
  }
}

}  // namespace

Conversion convert_labels(const DatasetOptions& options, const LabelWriter& writer,
                          const fs::path& out) {
  refuse_existing(out, kOtherOut);
  const LabelSet set = read_labels(options);
  std::vector<const LabelledImage*> all;
  for (const LabelledImage& image : set.images) all.push_back(&image);
  std::vector<CheckedImage> checked = check_images(all, set.folder);
  refuse_unreadable(checked, set.written.in_shares, writer);
  if (writer.is_folder) refuse_same_stem(set.images);
  const auto labels =
      written_labels(checked, turned_labels(checked, options.orientation, set.turned).boxes);
  const auto files = writer.write(labels);
  if (writer.is_folder) {
    write_folder(files, set.folder, writer.image_link, out);
  } else {
    write_new_file(out, files.front().content, kOtherOut);
  }
  Conversion conversion{.images = labels.size(),
                        .lost_sides = set.divides && !writer.has_sides,
                        .labels = labels_text(set)};
  for (const LabelledImage& image : labels) {
    conversion.faces += image.faces.size();
    conversion.ignored += image.ignored.size();
  }
  if (!writer.has_ignored) conversion.lost_ignored = conversion.ignored;
  return conversion;
}

}  // namespace efs::data
