// The arrows of docs/architecture.md as data: who may include whom, and which library stays where.
#pragma once

#include <string>
#include <vector>

namespace efs::architecture {

/// A folder under src/ (or apps/ itself) and the folders under src/ whose headers it may include,
/// besides its own.
struct Layer {
  std::string name;
  std::vector<std::string> may_include;
};
/// Lower layers first: a layer includes only what stands before it.
const std::vector<Layer>& layers();

/// A folder inside a layer, by its path under src/, and the folders of the same layer whose headers
/// it may include. The layer's own name stands for what lies directly in it.
struct Folder {
  std::string name;
  std::vector<std::string> may_include;
};
/// Of every layer that has sub-folders, lower ones first: a folder includes only what stands before
/// it.
const std::vector<Folder>& folders();

/// A library's headers, by the beginning of their path, and the layers that may include them.
struct Library {
  std::vector<std::string> header_prefixes;
  std::vector<std::string> allowed;  // empty: every layer
  /// Nor may it reach another layer through a header of the allowed ones. (libtorch: 14 s of
  /// compile time for each unit that it gets to.)
  bool contained = false;
};
const std::vector<Library>& libraries();

/// Sources of one folder that stand for each other and share the header that declares them: rows of
/// a table, or parts of one class. Every other source has the header of its name.
struct Siblings {
  std::string folder;  // under src/
  std::string header;  // as includes write it
};
const std::vector<Siblings>& siblings();

/// What is done in these files alone; "folder/" allows all below it.
struct OnePlace {
  std::string what;
  std::string pattern;             // a regular expression, of a line
  std::vector<std::string> files;  // under src/
};
const std::vector<OnePlace>& places();

inline constexpr int kMaxFileLines = 500;

}  // namespace efs::architecture
