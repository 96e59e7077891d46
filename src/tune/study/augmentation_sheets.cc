#include "tune/study/augmentation_sheets.h"

#include "data/augment/sheet.h"
#include "search/space/pairwise_points.h"

namespace efs::tune {

void write_augmentation_sheets(const SearchOptions& options, const PackedSets& data,
                               const StudyFolder& folder) {
  for (const study::Params& params : search::pairwise_points(options.space)) {
    const Candidate candidate = candidate_of(options, params);
    const std::string& policy = candidate.train.augmentation;
    const auto path = folder.augmentation_sheet(policy);
    if (policy == "none" || std::filesystem::exists(path)) continue;
    data::write_augment_sheet(data.of(candidate), data::augment_policy(policy),
                              {.seed = options.seed}, path);
  }
}

}  // namespace efs::tune
