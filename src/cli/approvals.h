// What the user has allowed other people's studies to do, each thing once.
#pragma once

#include <string>
#include <vector>

#include "core/files/filesystem.h"

namespace efs::cli {

/// The demands that are not approved, for a message: a line each, cleaned; empty where all are.
std::string unapproved_lines(const std::vector<std::string>& demands);

/// Keeps the line in a readable file of its own. Without a cache folder it is asked for again.
void remember_approval(const std::string& demand);

/// A line for each symbolic link in a study's folder through which writing would leave it.
std::vector<std::string> demands_of_links(const fs::path& study_folder);

/// Throws an Error that names the links through which writing into a study's folder would leave it,
/// unless they are approved. `cure` ends the message.
void refuse_links_out(const fs::path& study_folder, const std::string& cure);

}  // namespace efs::cli
