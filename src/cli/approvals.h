// What the user has accepted of studies that somebody else made, each thing once.
#pragma once

#include <string>
#include <vector>

#include "core/files/filesystem.h"

namespace efs::cli {

/// Those that are not approved, for a message: a line each, cleaned; empty where all are.
std::string unapproved_lines(const std::vector<std::string>& demands);

/// Keeps the line in a file of its own, so that whoever looks can read what was approved. Without a
/// cache folder it is asked again.
void remember_approval(const std::string& demand);

/// A line for each symbolic link in a study's folder through which writing would leave it.
std::vector<std::string> demands_of_links(const fs::path& study_folder);

/// Before anything is written into a study's folder: Error that names the links through which
/// writing would leave it, unless they are approved. `cure` ends the message.
void refuse_links_out(const fs::path& study_folder, const std::string& cure);

}  // namespace efs::cli
