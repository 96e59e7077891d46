#include "cli/torch/study_options.h"

#include "cli/config/search_config.h"

namespace efs::cli {

tune::SearchOptions study_options(study::Storage& storage, const tune::StudyFolder& folder) {
  auto config = Config::parse(storage.info().config_yaml, folder.config().string());
  return parse_search_config(config);
}

}  // namespace efs::cli
