// Pictures of what augmentation does to this study's photographs, for people to look at.
#pragma once

#include "tune/study/packed_sets.h"
#include "tune/study_folder.h"

namespace efs::tune {

/// Writes plots/augmentation-POLICY.jpg for each policy of the search's grid that is not there yet.
void write_augmentation_sheets(const SearchOptions& options, const PackedSets& data,
                               const StudyFolder& folder);

}  // namespace efs::tune
