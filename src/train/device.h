// Which processors training can run on. torch-free header.
#pragma once

#include <string>

namespace efs::train {

/// UsageError if this machine cannot train on "cpu", "cuda" or "auto"; asked once, before a study
/// begins, so that not every one of its trials fails for the same reason.
void require_device(const std::string& name);

}  // namespace efs::train
