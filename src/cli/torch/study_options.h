// What a study was told when it was made.
#pragma once

#include "study/storage.h"
#include "tune/options.h"
#include "tune/study_folder.h"

namespace efs::cli {

/// The options that the study's database holds. Error names `folder`'s study.yaml.
tune::SearchOptions study_options(study::Storage& storage, const tune::StudyFolder& folder);

}  // namespace efs::cli
