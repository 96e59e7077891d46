// Checks before files are written, replaced or removed, so that the user's own stay.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/files/filesystem.h"

namespace efs {

/// True if both paths lead to the same file or folder (by links, "..", hard links). False where
/// either does not exist.
bool is_same_file(const fs::path& a, const fs::path& b);

/// True where `path` is `folder` or lies below it once all links are followed. Parts of `path` that
/// do not exist yet count as they are written; a link to what does not exist yet is followed, too.
bool is_below(const fs::path& path, const fs::path& folder);

/// The path of `name` below `folder`. `name` comes from a file, a database or the network: Error,
/// which begins with `where` (the thing that names it), for an absolute or empty name, for "..",
/// and for links that lead out of the folder.
fs::path path_below(const fs::path& folder, const std::string& name, const std::string& where);

/// The symbolic links at any depth in `folder` that lead out of it, with their targets, which need
/// not exist. Does not look behind links. SystemError: a folder cannot be read.
struct LinkOut {
  fs::path link, target;
};
std::vector<LinkOut> links_out_of(const fs::path& folder);

/// Before anything is written: Error where `path` exists. `cure` ends the message ("give another
/// name with --out").
void refuse_existing(const fs::path& path, const std::string& cure);

/// Before anything is written: Error where `output` is one of the files that the run reads.
void refuse_input(const fs::path& output, const std::vector<fs::path>& inputs);

/// Writes a file that must not exist yet, whole or not at all. Where two programs do it at once,
/// one of them gets the Error of refuse_existing().
void write_new_file(const fs::path& path, std::string_view content, const std::string& cure);

}  // namespace efs
