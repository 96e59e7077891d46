#include "cli/torch/workers/database_watch.h"

#include "core/error.h"
#include "core/files/files.h"
#include "core/text/shell_words.h"
#include "study/export/snapshot_json.h"

namespace efs::cli {
namespace fs = std::filesystem;
namespace {

constexpr double kInterval_s = 1.0;
constexpr const char* kDatabase = "study.db";
constexpr const char* kRescued = "study-rescued.json";

}  // namespace

DatabaseWatch::DatabaseWatch(study::Storage& storage, fs::path study_folder)
    : storage_(storage), folder_(std::move(study_folder)), database_(folder_ / kDatabase) {}

void DatabaseWatch::check() {
  const double now_s = clock_.steady_s();
  if (now_s - looked_s_ < kInterval_s) return;
  looked_s_ = now_s;
  if (!is_there()) throw DatabaseGone{};
}

bool DatabaseWatch::is_there() const {
  // Where the system does not say, the storage will say what is wrong.
  return !database_.is_known() || database_.now() != FileIdentity::Now::kGone;
}

void DatabaseWatch::rescue() const {
  const std::string what = fmt::format("{} was deleted or replaced while the search worked on it",
                                       (folder_ / kDatabase).string());
  if (!fs::is_directory(folder_)) fail("{}; so was its folder, and nothing is left", what);
  const fs::path file = folder_ / kRescued;
  try {
    write_file_atomically(file, study::to_json(storage_.snapshot()).dump(2) + "\n");
  } catch (const std::exception& error) {
    fail("{}; what it held could not be saved: {}", what, error.what());
  }
  fail("{}; what it held is saved, and becomes a study again by: {}", what,
       shell_line({"efs", "study", "import", file.string(), "--study", folder_.string() + "-2",
                   "--files", folder_.string()}));
}

}  // namespace efs::cli
