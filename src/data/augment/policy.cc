#include "data/augment/policy.h"

#include "core/text/named_rows.h"

namespace efs::data {
namespace {

struct NamedPolicy {
  std::string name;
  AugmentPolicy policy;
};

const std::vector<NamedPolicy>& table() {
  static const std::vector<NamedPolicy> policies = {
      {"none", {}},
      {"light",
       {.zoom_low = 0.8,
        .zoom_high = 1.25,
        .crop_low = 0.7,
        .crop_high = 1.4,
        .aspect = 1.05,
        .shift = 0.05,
        .rotation_deg = 5.0,
        .flip = 0.5,
        .cut_face = 0.1,
        .colour_cast = 0.03,
        .saturation = 0.2,
        .grey = 0.05,
        .contrast = 0.15,
        .brightness = 0.08,
        .blur = 0.1,
        .blur_share = 0.005,
        .cut_out = 0.1,
        .noise = 0.1,
        .noise_std = 5.0,
        .jpeg = 0.1,
        .jpeg_quality = 60}},
      {"strong",
       {.zoom_low = 0.6,
        .zoom_high = 1.6,
        .crop_low = 0.3,
        .crop_high = 2.0,
        .aspect = 1.15,
        .shift = 0.1,
        .rotation_deg = 15.0,
        .flip = 0.5,
        .cut_face = 0.2,
        .mosaic = 0.1,
        .colour_cast = 0.08,
        .saturation = 0.5,
        .grey = 0.15,
        .contrast = 0.35,
        .brightness = 0.15,
        .blur = 0.2,
        .blur_share = 0.008,
        .cut_out = 0.3,
        .noise = 0.25,
        .noise_std = 12.0,
        .jpeg = 0.25,
        .jpeg_quality = 30}},
      // Many sizes of many faces rather than damage: what several faces need.
      {"scenes",
       {.zoom_low = 0.8,
        .zoom_high = 1.25,
        .crop_low = 0.4,
        .crop_high = 2.5,
        .aspect = 1.05,
        .shift = 0.1,
        .rotation_deg = 5.0,
        .flip = 0.5,
        .cut_face = 0.2,
        .mosaic = 0.6,
        .mosaic_rows = 3,
        .colour_cast = 0.08,
        .saturation = 0.2,
        .grey = 0.05,
        .contrast = 0.15,
        .brightness = 0.15,
        .blur = 0.2,
        .blur_share = 0.02,
        .cut_out = 0.1,
        .noise = 0.1,
        .noise_std = 12.0,
        .jpeg = 0.1,
        .jpeg_quality = 30}},
  };
  return policies;
}

}  // namespace

std::vector<std::string> augment_policy_names() { return names_of(table()); }

const AugmentPolicy& augment_policy(std::string_view name) {
  return find_row(table(), "augmentation", name).policy;
}

}  // namespace efs::data
