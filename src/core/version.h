#pragma once

namespace efs {

/// The program's version, as CMake's project() states it.
const char* program_version();

}  // namespace efs
