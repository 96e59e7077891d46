#include "tune/study/augmentation_sheets.h"

#include "data/augment/sheet.h"

namespace efs::tune {

void write_augmentation_sheets(const SearchOptions& options, const PackedSets& data,
                               const StudyFolder& folder) {
  for (const Candidate& candidate : candidates_of(options)) {
    const std::string& policy = candidate.train.augmentation;
    const auto path = folder.augmentation_sheet(policy);
    if (policy == "none" || std::filesystem::exists(path)) continue;
    data::write_augment_sheet(data.of(candidate), data::augment_policy(policy),
                              {.seed = options.seed}, path);
  }
}

}  // namespace efs::tune
