#include "data/labels/label_file.h"

#include "core/files/files.h"
#include "data/labels/foreign_labels.h"
#include "data/labels/label_formats.h"

namespace efs::data {
namespace {

/// More than any list of photographs has; a device or a video named by mistake ends here.
constexpr std::size_t kMostLabelBytes = std::size_t{1} << 30;

}  // namespace

LabelFile read_label_file(const std::filesystem::path& path, const std::string& format) {
  const std::string name = path.string();
  const std::string text = read_file(path, kMostLabelBytes);
  refuse_foreign_labels(text, name);
  const LabelFormat& row =
      format == "auto" ? detect_label_format(text, name) : label_format(format);
  return {row.read(text, name), row.clip_to_image};
}

}  // namespace efs::data
