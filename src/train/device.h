// Which processors training can run on. torch-free header.
#pragma once

#include <string>

namespace efs::train {

/// UsageError if this machine cannot train on the device ("cpu", "cuda" or "auto"). Called once
/// before a study begins, so that its trials do not all fail for the same reason.
void require_device(const std::string& name);

}  // namespace efs::train
