#include "core/text/image_size.h"

#include <fmt/format.h>

#include "core/error.h"
#include "core/text/outside_text.h"
#include "core/text/parse_number.h"
#include "core/text/text_parts.h"

namespace efs {

std::string to_string(const ImageSize& size) {
  return size.width == size.height ? fmt::format("{}", size.width)
                                   : fmt::format("{}x{}", size.width, size.height);
}

ImageSize parse_image_size(std::string_view text) {
  const std::vector<std::string> sides = split(text, 'x');
  const auto width = parse_number<int>(sides.front());
  const auto height = parse_number<int>(sides.back());
  if (sides.size() > 2 || !width || !height || *width < 1 || *height < 1) {
    fail_usage("'{}' is not the size of an image; write pixels, as 128 or 320x240 (width x height)",
               printable(text));
  }
  return {*width, *height};
}

}  // namespace efs
