// std::filesystem as efs::fs, or its forerunner with the g++ 7 of boards.
#pragma once

#if __has_include(<filesystem>)
#include <filesystem>
namespace efs {
namespace fs = std::filesystem;
}
#else
#include <experimental/filesystem>
namespace efs {
namespace fs = std::experimental::filesystem;
}
#endif
