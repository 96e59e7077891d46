// Walks a checkout and reports what breaks the rules.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace efs::architecture {

struct Violation {
  std::string file;  // relative to the checkout
  int line = 0;      // 1-based; 0: the whole file
  std::string rule;
};
std::string to_string(const Violation& violation);

/// Includes under src/ and apps/: arrows between layers, libraries outside their layers, libtorch
/// in headers, includes that are not written from src/.
std::vector<Violation> check_includes(const std::filesystem::path& checkout);

/// Includes within a layer: arrows between its sub-folders, and sub-folders that the table does not
/// know.
std::vector<Violation> check_folders(const std::filesystem::path& checkout);

/// efs_LAYER and efs_torch in the CMakeLists.txt of each folder under src/: the same arrows.
std::vector<Violation> check_links(const std::filesystem::path& checkout);

/// Absolute paths of a machine and unfinished marks in our text files, sources that are too long,
/// disabled tests.
std::vector<Violation> check_text(const std::filesystem::path& checkout);

/// Sources without the header of their name that are no siblings, and headers of a family that they
/// do not include.
std::vector<Violation> check_headers(const std::filesystem::path& checkout);

/// Lines that do what belongs in another place of the table.
std::vector<Violation> check_places(const std::filesystem::path& checkout);

/// Scripts of bench/ and tools/ that our pages name, and that cannot be run by that name.
std::vector<Violation> check_named_scripts(const std::filesystem::path& checkout);

/// Links between our pages, and mentions of docs/PAGE.md in sources, that lead nowhere.
std::vector<Violation> check_links_to_pages(const std::filesystem::path& checkout);

}  // namespace efs::architecture
