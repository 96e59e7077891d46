// Checks that a model file computes what the trained network computes.
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <vector>

#include "device/runtime.h"

namespace efs::device {

constexpr double kAgreementTolerance = 1e-4;

struct Agreement {
  double max_difference = 0.0;  // absolute
  double output_range = 0.0;    // of the expected values: the larger of max - min and max |value|
  /// max_difference / output_range; max_difference itself if the range is 0; infinite if a value is
  /// not finite.
  double relative() const;
};

/// Error if the counts differ.
Agreement compare_outputs(std::span<const float> expected, std::span<const float> actual);

/// What a host makes of a file's output.
using HostDecoding = std::function<std::vector<float>(std::span<const float> output)>;

/// Runs the file (one thread) on `input`, which is a batch of `images`, and compares each image's
/// share of the output, after `decode` where there is one, with its share of `expected`; returns the
/// worst. Error names file, runtime and difference if that exceeds `tolerance`: the file must not be
/// used then.
Agreement require_agreement(const std::filesystem::path& model, const Runtime& runtime,
                            std::span<const float> input, std::span<const float> expected,
                            double tolerance = kAgreementTolerance, const HostDecoding& decode = {},
                            int images = 1);

}  // namespace efs::device
