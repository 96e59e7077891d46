#include "core/version.h"

namespace efs {

const char* program_version() { return EFS_VERSION; }

}  // namespace efs
