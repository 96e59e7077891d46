#include "cli/torch/study_trial.h"

#include "cli/config/search_config.h"
#include "core/error.h"
#include "core/text/parse_number.h"
#include "nn/network.h"
#include "study/location/study_location.h"
#include "tune/candidate.h"
#include "tune/model/best.h"

namespace efs::cli {
namespace {

/// "runs/faces:17" -> {"runs/faces", 17}
std::pair<std::string, std::optional<int>> split_trial(const std::string& text) {
  const auto colon = text.rfind(':');
  // A URL has colons of its own.
  if (colon == std::string::npos || text.find('/', colon) != std::string::npos) {
    return {text, std::nullopt};
  }
  const auto number = parse_number<int>(std::string_view(text).substr(colon + 1));
  if (!number || *number < 0) {
    fail_usage("write the number of a trial behind the study's colon, e.g. runs/faces:17");
  }
  return {text.substr(0, colon), number};
}

const study::Trial& trial_of(const study::History& history, int number, const std::string& root) {
  if (number >= static_cast<int>(history.trials.size())) {
    fail("{} has {} trials, numbered from 0; there is no trial {}", root, history.trials.size(),
         number);
  }
  return history.trials.at(static_cast<std::size_t>(number));
}

}  // namespace

StudyTrial find_study_trial(const std::string& reference) {
  const auto [root, wanted] = split_trial(reference);
  const auto location = study::find_study_files(root);
  const tune::StudyFolder folder(location.folder);
  const auto storage = study::open_storage(location.database);
  const auto info = storage->info();
  const auto options = study_options(info, location.folder);
  const auto history = storage->history();
  const auto number = wanted ? wanted : tune::winner_of(options, history);
  const std::string name = location.name();
  if (!number) fail("no trial of {} has a fitness yet; name one: {}:TRIAL", name, name);
  const auto& trial = trial_of(history, *number, name);
  return {.number = *number,
          .study_name = folder.name(),
          .dataset_digest = info.dataset_digest,
          .data = options.data,
          .threshold = {.false_alarms_per_image = options.false_alarms_per_image},
          .graph = nn::build_network(tune::candidate_of(options, trial.params).network),
          .weights = tune::trial_weights(options, trial, folder),
          .info = tune::model_info(options, *storage, trial)};
}

}  // namespace efs::cli
