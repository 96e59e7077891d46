// A study made or opened, with the data that its trials train on.
#pragma once

#include <memory>
#include <string>

#include "data/dataset/dataset.h"
#include "study/location/study_location.h"
#include "tune/options.h"
#include "tune/study/packed_sets.h"
#include "tune/study/start_weights.h"
#include "tune/study/teacher_trial.h"
#include "tune/study_folder.h"

namespace efs::tune {

/// Everything that a worker needs.
struct OpenStudy {
  SearchOptions options;
  StudyFolder folder;
  std::unique_ptr<study::Storage> storage;
  std::shared_ptr<const data::Dataset> dataset;  // null: opened by open_study_to_work()
  StartWeights weights;
  std::shared_ptr<const TeacherTrial> teacher;  // null: none
  PackedSets packed;
};

/// Error where a study cannot be made in `folder`: it holds one already, or something else, or
/// cannot be written. What can be found out at once, before anything takes time.
void require_new_folder(const std::filesystem::path& folder);

/// Makes the folder, its study.yaml and the database; finds (and where they are published,
/// downloads) the weights that trials start from. Error if the folder holds a study already, or is
/// not empty, or the teacher (null: none) is not fit. `config_yaml` is the resolved configuration.
OpenStudy create_study(const SearchOptions& options, const std::string& config_yaml,
                       const study::StudyLocation& location,
                       std::shared_ptr<const TeacherTrial> teacher = nullptr);

/// Opens what create_study() made. Error if there is no study or the photographs or labels are no
/// longer those of the study (their digest differs), or the weights that trials start from or the
/// teacher are not.
OpenStudy open_study(const SearchOptions& options, std::unique_ptr<study::Storage> storage,
                     const std::filesystem::path& folder,
                     std::shared_ptr<const TeacherTrial> teacher = nullptr);

/// The same for one of several workers of a study that is open elsewhere, in a moment: photographs
/// are neither read nor checked. Error: images are not packed.
OpenStudy open_study_to_work(const SearchOptions& options, std::unique_ptr<study::Storage> storage,
                             const std::filesystem::path& folder,
                             std::shared_ptr<const TeacherTrial> teacher = nullptr);

}  // namespace efs::tune
