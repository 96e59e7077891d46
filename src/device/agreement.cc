#include "device/agreement.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"

namespace efs::device {

double Agreement::relative() const {
  if (!std::isfinite(max_difference) || !std::isfinite(output_range)) {
    return std::numeric_limits<double>::infinity();
  }
  return output_range > 0.0 ? max_difference / output_range : max_difference;
}

Agreement compare_outputs(std::span<const float> expected, std::span<const float> actual) {
  if (expected.size() != actual.size() || expected.empty()) {
    fail("{} output values were expected, {} came", expected.size(), actual.size());
  }
  Agreement agreement;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (!std::isfinite(expected[i]) || !std::isfinite(actual[i])) {
      agreement.max_difference = std::numeric_limits<double>::infinity();
      return agreement;
    }
    const double difference = std::abs(double{expected[i]} - double{actual[i]});
    agreement.max_difference = std::max(agreement.max_difference, difference);
  }
  const auto [least, greatest] = std::ranges::minmax(expected);
  const double low = least, high = greatest;
  agreement.output_range = std::max({high - low, std::abs(low), std::abs(high)});
  return agreement;
}

namespace {

/// The worst of the images, whose values stand one after the other.
Agreement compare_images(std::span<const float> expected, std::span<const float> actual,
                         int images) {
  if (expected.size() != actual.size()) return compare_outputs(expected, actual);
  const std::size_t count = expected.size() / static_cast<std::size_t>(images);
  Agreement worst;
  for (std::size_t begin = 0; begin < expected.size(); begin += count) {
    const Agreement one =
        compare_outputs(expected.subspan(begin, count), actual.subspan(begin, count));
    if (begin == 0 || one.relative() > worst.relative()) worst = one;
  }
  return worst;
}

}  // namespace

Agreement require_agreement(const std::filesystem::path& model, const Runtime& runtime,
                            std::span<const float> input, std::span<const float> expected,
                            double tolerance, const HostDecoding& decode, int images) {
  Agreement agreement;
  try {
    const std::vector<float> output = runtime.load(model, {.batch = images})->run(input);
    agreement = compare_images(expected, decode ? decode(output) : output, images);
  } catch (const std::exception& error) {
    fail("{}: cannot be checked with runtime {}: {}", model.string(), runtime.name, error.what());
  }
  if (!(agreement.relative() <= tolerance)) {
    fail(
        "{}: runtime {} computes another result than the network: largest difference {:.3g} on a "
        "range of {:.3g}, at most {:.3g} of it is allowed; the file must not be used, please "
        "report this with the architecture",
        model.string(), runtime.name, agreement.max_difference, agreement.output_range, tolerance);
  }
  return agreement;
}

}  // namespace efs::device
