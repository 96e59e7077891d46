#include "cli/approvals.h"

#include "core/error.h"
#include "core/files/cache_folder.h"
#include "core/files/digest.h"
#include "core/files/files.h"
#include "core/files/user_files.h"
#include "core/text/outside_text.h"

namespace efs::cli {
namespace {

fs::path file_of(const std::string& demand) {
  return cache_folder("approved") / (sha256_hex(demand) + ".txt");
}

}  // namespace

std::string unapproved_lines(const std::vector<std::string>& demands) {
  std::string lines;
  std::error_code error;
  for (const std::string& demand : demands) {
    if (!fs::exists(file_of(demand), error)) lines += "  " + printable(demand, 2000) + "\n";
  }
  return lines;
}

void remember_approval(const std::string& demand) {
  try {
    write_file_atomically(file_of(demand), demand + "\n");
  } catch (const SystemError&) {
    // Asked for again.
  }
}

std::vector<std::string> demands_of_links(const fs::path& study_folder) {
  std::vector<std::string> demands;
  for (const LinkOut& out : links_out_of(study_folder)) {
    demands.push_back(fmt::format("write to {}, where the link {} leads", out.target.string(),
                                  out.link.string()));
  }
  return demands;
}

void refuse_links_out(const fs::path& study_folder, const std::string& cure) {
  const std::string unknown = unapproved_lines(demands_of_links(study_folder));
  if (unknown.empty()) return;
  fail("{}: links lead out of the study's folder, so this might\n{}{}", study_folder.string(),
       unknown, cure);
}

}  // namespace efs::cli
