#include <fmt/format.h>

#include "core/error.h"
#include "core/files/files.h"
#include "report/drawing/html_parts.h"
#include "report/drawing/markup.h"
#include "report/page/sections.h"

namespace efs::report {
namespace {

constexpr std::size_t kLargestPicture = std::size_t{16} << 20;

/// By its first bytes: what is no picture is not shown to whoever reads the report.
const char* type_of(std::string_view bytes, const std::filesystem::path& path) {
  if (bytes.starts_with("\xFF\xD8\xFF")) return "image/jpeg";
  if (bytes.starts_with("\x89PNG\r\n\x1A\n")) return "image/png";
  fail("{} is no JPEG and no PNG, so the report cannot show it; delete it", path.string());
}

std::string image(const std::filesystem::path& path, const std::string& alternative) {
  const std::string bytes = read_file(path, kLargestPicture);
  return fmt::format("<img loading=\"lazy\" alt=\"{}\" src=\"data:{};base64,{}\">",
                     escape(alternative), type_of(bytes, path), base64(bytes));
}

std::string pictures_of(const std::vector<OverlayPicture>& overlays, const OverlayKind& kind) {
  std::string html;
  for (const OverlayPicture& overlay : overlays) {
    if (overlay.kind != kind.name) continue;
    html += fmt::format("<figure>{}<figcaption><b>{}</b> {}</figcaption></figure>\n",
                        image(overlay.path, overlay.image_id), escape(overlay.caption),
                        escape(overlay.image_id));
  }
  if (html.empty()) return "";
  return fmt::format("<h3>{}</h3><div class=\"pictures\">\n{}</div>\n", kind.heading, html);
}

}  // namespace

std::string pictures_section(const std::vector<OverlayPicture>& overlays) {
  if (overlays.empty()) return "";
  std::string html =
      open_section("pictures", "Predictions of the winner",
                   "Validation images with labelled boxes (green; grey: regions to ignore) and "
                   "predicted ones (orange). The model has never been trained on these.");
  for (const OverlayKind& kind : kOverlayKinds) html += pictures_of(overlays, kind);
  return html + "</section>\n";
}

std::string augmentation_section(const std::vector<AugmentationSheet>& sheets) {
  if (sheets.empty()) return "";
  std::string html = open_section(
      "augmentation", "Augmented training images",
      "Training images with their boxes, as augmentation alters them; they differ in each epoch.");
  for (const AugmentationSheet& sheet : sheets) {
    html += fmt::format("<figure class=\"sheet\">{}<figcaption>{}</figcaption></figure>\n",
                        image(sheet.path, "augmented training images: " + sheet.policy),
                        escape(sheet.policy));
  }
  return html + "</section>\n";
}

}  // namespace efs::report
