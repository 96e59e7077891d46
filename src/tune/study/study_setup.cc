#include "tune/study/study_setup.h"

#include <cerrno>

#include "core/clock.h"
#include "core/error.h"
#include "core/files/files.h"
#include "core/process/machine_fault.h"
#include "core/version.h"
#include "data/dataset/look_alikes.h"
#include "tune/study/warm_start.h"

namespace efs::tune {
namespace {

std::filesystem::path packed_folder(const SearchOptions& options, const StudyFolder& folder) {
  return options.packed.empty() ? folder.packed() : options.packed;
}

/// A start that fails (a full disk, a study of the name on the server) leaves no folder, which
/// would be in the way of the next: all in it is what this study has just put there.
class NewStudy {
 public:
  explicit NewStudy(study::StudyLocation location) : place_(std::move(location)) {}
  ~NewStudy() {
    if (!kept_) study::discard(place_, has_database_);
  }
  NewStudy(const NewStudy&) = delete;
  NewStudy& operator=(const NewStudy&) = delete;
  std::unique_ptr<study::Storage> create_storage(const study::StudyInfo& info) {
    auto storage = study::create_storage(place_, info);
    has_database_ = true;
    return storage;
  }
  void keep() { kept_ = true; }

 private:
  study::StudyLocation place_;
  bool has_database_ = false, kept_ = false;
};

/// The folder itself, or the nearest above it that there is.
std::filesystem::path existing_part(std::filesystem::path folder) {
  folder = std::filesystem::absolute(folder);
  while (!std::filesystem::exists(folder) && folder.has_relative_path()) {
    folder = folder.parent_path();
  }
  return folder;
}

}  // namespace

void require_new_folder(const std::filesystem::path& root) {
  if (study::study_in(root)) {
    fail("the study {} exists; go on with it by --resume, or choose another folder with --study",
         root.string());
  }
  bool free = !std::filesystem::exists(root) || std::filesystem::is_directory(root);
  if (free && std::filesystem::exists(root)) {
    // Packed images are all that a start leaves which was interrupted.
    for (const auto& entry : std::filesystem::directory_iterator(root)) {
      free = free && entry.path() == StudyFolder(root).packed();
    }
  }
  if (!free) {
    fail("{} exists and is not a study; choose another folder with --study", root.string());
  }
  const auto existing = existing_part(root);
  const auto fault = std::filesystem::is_directory(existing)
                         ? fault_of_writing(existing)
                         : SystemError(existing.string() + " is a file", ENOTDIR);
  if (!fault) return;
  const std::string cure = fault->code() == ENOENT ? "" : cure_of(fault->code());
  fail("a study cannot be made in {}: {}; {}choose another folder with --study", root.string(),
       fault->what(), cure.empty() ? "" : cure + ", or ");
}

OpenStudy create_study(const SearchOptions& options, const std::string& config_yaml,
                       const study::StudyLocation& location,
                       std::shared_ptr<const TeacherTrial> teacher) {
  const StudyFolder folder(location.folder);
  require_new_folder(location.folder);
  // Before anything is written.
  StartWeights weights(options);
  const auto dataset = std::make_shared<const data::Dataset>(data::load_dataset(options.data));
  data::require_trainable(*dataset);
  data::warn_of_look_alikes(*dataset);
  if (teacher) check_teacher(*teacher, *dataset);
  NewStudy made(location);
  PackedSets packed(*dataset, options, packed_folder(options, folder));
  write_file_atomically(folder.config(), config_yaml);
  SystemClock clock;
  const study::StudyInfo info{.name = folder.name(),
                              .config_yaml = config_yaml,
                              .dataset_digest = dataset->digest,
                              .program_version = program_version(),
                              .seed = options.seed,
                              .created_unix_s = clock.unix_s()};
  auto storage = made.create_storage(info);
  limit_to(weights, *storage);
  limit_to(teacher.get(), *storage);
  store_prior(options, *storage);
  made.keep();
  return {
      options,          folder, std::move(storage), dataset, std::move(weights), std::move(teacher),
      std::move(packed)};
}

OpenStudy open_study(const SearchOptions& options, std::unique_ptr<study::Storage> storage,
                     const std::filesystem::path& root,
                     std::shared_ptr<const TeacherTrial> teacher) {
  const StudyFolder folder(root);
  StartWeights weights(options);
  limit_to(weights, *storage);
  limit_to(teacher.get(), *storage);
  const auto dataset = std::make_shared<const data::Dataset>(data::load_dataset(options.data));
  if (dataset->digest != storage->info().dataset_digest) {
    fail(
        "the photographs or labels of {} have changed since the study began; its trials cannot be "
        "compared with new ones: restore them, or begin a new study",
        root.string());
  }
  return {options,
          folder,
          std::move(storage),
          dataset,
          std::move(weights),
          std::move(teacher),
          PackedSets(*dataset, options, packed_folder(options, folder))};
}

OpenStudy open_study_to_work(const SearchOptions& options, std::unique_ptr<study::Storage> storage,
                             const std::filesystem::path& root,
                             std::shared_ptr<const TeacherTrial> teacher) {
  const StudyFolder folder(root);
  PackedSets packed(storage->info().dataset_digest, options, packed_folder(options, folder));
  return {options,
          folder,
          std::move(storage),
          nullptr,
          StartWeights(options),
          std::move(teacher),
          std::move(packed)};
}

}  // namespace efs::tune
