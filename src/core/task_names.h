// What a network may be for, by the names that configurations, model files and tables have.
#pragma once

namespace efs {

inline constexpr const char* kSingleTask = "single";  // one box for each image
inline constexpr const char* kFacesTask = "faces";    // any number of faces, each with a score

}  // namespace efs
