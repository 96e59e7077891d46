// A real study folder, made without training anything.
#pragma once

#include <filesystem>
#include <string>

namespace efs::cli {

/// Two trials of the default configuration: 0 (resnet18) has trained two epochs and waits, 1
/// (alexnet) runs its first, held by worker "host:1".
void make_study(const std::filesystem::path& folder, const std::string& name);

}  // namespace efs::cli
