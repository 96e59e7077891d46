#include "core/files/user_files.h"

#include <algorithm>

#include "core/error.h"
#include "core/files/files.h"
#include "core/text/outside_text.h"

namespace efs {
namespace {

/// For paths as followed() returns them.
bool begins_with(const fs::path& path, const fs::path& folder) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first ==
         folder.end();
}

constexpr int kMostLinks = 40;  // as the system follows in one path

/// With all links followed, also those to paths that do not exist yet, which writing makes.
fs::path followed(const fs::path& path, int links_left = kMostLinks) {
  fs::path result;
  for (const fs::path& part : fs::absolute(path)) {
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      result = result.parent_path();
      continue;
    }
    std::error_code error;
    const fs::path target = fs::read_symlink(result / part, error);
    if (error) {  // no link
      result /= part;
    } else if (links_left-- == 0) {
      fail("cannot follow {}: its links form a ring", path.string());
    } else {
      result = followed(result / target, links_left);
    }
  }
  return result;
}

[[noreturn]] void fail_existing(const fs::path& path, const std::string& cure) {
  fail("{} exists and is not overwritten; {}", path.string(), cure);
}

}  // namespace

bool is_same_file(const fs::path& a, const fs::path& b) {
  std::error_code error;
  return fs::equivalent(a, b, error) && !error;
}

bool is_below(const fs::path& path, const fs::path& folder) {
  return begins_with(followed(path), followed(folder));
}

fs::path path_below(const fs::path& folder, const std::string& name, const std::string& where) {
  const fs::path relative(name);
  bool leaves = name.empty() || relative.is_absolute() || name.find('\0') != std::string::npos;
  for (const fs::path& part : relative) leaves = leaves || part == "..";
  if (leaves || !is_below(folder / relative, folder)) {
    fail("{}: '{}' is not a name below {}, so it is not used", where, printable(name),
         folder.string());
  }
  return folder / relative;
}

std::vector<LinkOut> links_out_of(const fs::path& folder) {
  std::vector<LinkOut> links;
  std::error_code error;
  const fs::path root = followed(folder);
  auto entry = fs::recursive_directory_iterator(root, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    if (!entry->is_symlink()) continue;
    fs::path target = followed(entry->path());
    if (!begins_with(target, root)) links.push_back({entry->path(), std::move(target)});
  }
  if (error) {
    throw SystemError(fmt::format("cannot read all of {}: {}", folder.string(), error.message()),
                      error.value());
  }
  return links;
}

void refuse_existing(const fs::path& path, const std::string& cure) {
  std::error_code error;
  if (fs::symlink_status(path, error).type() != fs::file_type::not_found) fail_existing(path, cure);
}

void refuse_input(const fs::path& output, const std::vector<fs::path>& inputs) {
  for (const fs::path& input : inputs) {
    if (!is_same_file(output, input)) continue;
    fail("{} would overwrite {}, which this command reads; write elsewhere", output.string(),
         input.string());
  }
}

void write_new_file(const fs::path& path, std::string_view content, const std::string& cure) {
  refuse_existing(path, cure);
  AtomicFile file(path);
  file.write(content);
  if (!file.commit_new()) fail_existing(path, cure);
}

}  // namespace efs
