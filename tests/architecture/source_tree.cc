#include "architecture/source_tree.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <stdexcept>

#include "architecture/rules.h"

namespace efs::architecture {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> read_lines(const fs::path& path) {
  std::ifstream in(path);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

/// Files below checkout/folder whose extension (or whole name) is one of `kinds`, sorted.
std::vector<fs::path> files(const fs::path& checkout, const std::string& folder,
                            const std::set<std::string>& kinds) {
  std::vector<fs::path> found;
  if (!fs::exists(checkout / folder)) return found;
  for (auto entry = fs::recursive_directory_iterator(checkout / folder);
       entry != fs::recursive_directory_iterator(); ++entry) {
    const fs::path name = entry->path().filename();
    // src/deploy/templates are programs of their own.
    if (entry->is_directory() &&
        (name == "node_modules" || name == "__pycache__" || name == "templates")) {
      entry.disable_recursion_pending();
    } else if (entry->is_regular_file() &&
               (kinds.count(name.extension().string()) != 0 || kinds.count(name.string()) != 0)) {
      found.push_back(fs::relative(entry->path(), checkout));
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool starts_with_any(const std::string& text, const std::vector<std::string>& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](const std::string& prefix) { return text.rfind(prefix, 0) == 0; });
}

const Layer* find_layer(const std::string& name) {
  for (const Layer& layer : layers()) {
    if (layer.name == name) return &layer;
  }
  return nullptr;
}

const Folder* find_folder(const std::string& name) {
  for (const Folder& folder : folders()) {
    if (folder.name == name) return &folder;
  }
  return nullptr;
}

bool has_folders(const std::string& layer) {
  return std::any_of(folders().begin(), folders().end(),
                     [&](const Folder& folder) { return folder.name.rfind(layer + "/", 0) == 0; });
}

/// "src/data/box.h" -> data, "apps/efs.cc" -> apps.
std::string layer_of(const fs::path& file) {
  const std::string top = file.begin()->string();
  return top == "src" ? std::next(file.begin())->string() : top;
}

struct Include {
  fs::path file;
  int line = 0;
  std::string header;
  bool angled = false;  // <header>
};

std::vector<Include> read_includes(const fs::path& checkout, const fs::path& file) {
  static const std::regex pattern(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])");
  std::vector<Include> includes;
  const std::vector<std::string> lines = read_lines(checkout / file);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::smatch match;
    if (!std::regex_search(lines[i], match, pattern)) continue;
    includes.push_back({file, static_cast<int>(i) + 1, match[2], match[1] == "<"});
  }
  return includes;
}

const Library* find_library(const std::string& header) {
  for (const Library& library : libraries()) {
    if (starts_with_any(header, library.header_prefixes)) return &library;
  }
  return nullptr;
}

/// Our headers, as includes write them, through which a contained library is reached.
using Carriers = std::map<std::string, const Library*>;

Carriers find_carriers(const std::vector<Include>& includes) {
  Carriers carriers;
  for (std::size_t before = carriers.size() + 1; before != carriers.size();) {
    before = carriers.size();
    for (const Include& include : includes) {
      const Library* library = nullptr;
      if (include.angled) {
        library = find_library(include.header);
      } else if (const auto it = carriers.find(include.header); it != carriers.end()) {
        library = it->second;
      }
      if (library == nullptr || !library->contained) continue;
      carriers.emplace(fs::relative(include.file, "src").string(), library);
    }
  }
  return carriers;
}

std::optional<std::string> broken_by_library(const Layer& layer, const std::string& header) {
  if (const Library* library = find_library(header)) {
    if (library->allowed.empty() || contains(library->allowed, layer.name)) return std::nullopt;
    return "<" + header + "> does not belong into " + layer.name;
  }
  if (header.find('/') == std::string::npos) return std::nullopt;  // the standard library, POSIX
  return "<" + header + "> is no library of the table in tests/architecture/rules.cc";
}

std::optional<std::string> broken_by_layer(const Layer& layer, const std::string& header,
                                           const Carriers& carriers) {
  const std::size_t slash = header.find('/');
  if (slash == std::string::npos || header[0] == '.') {
    return "\"" + header + "\" is not written from src/";
  }
  const std::string target = header.substr(0, slash);
  if (find_layer(target) == nullptr) return "\"" + header + "\" names no folder of src/";
  if (target != layer.name && !contains(layer.may_include, target)) {
    return layer.name + " may not include " + target + " (\"" + header + "\")";
  }
  const auto carrier = carriers.find(header);
  if (carrier != carriers.end() && !contains(carrier->second->allowed, layer.name)) {
    return "\"" + header + "\" carries <" + carrier->second->header_prefixes.front() +
           "...> into " + layer.name;
  }
  return std::nullopt;
}

/// The file's layer; reports a folder that is no row of the table, and gives nothing then.
const Layer* require_layer(const fs::path& file, std::vector<Violation>& violations) {
  const Layer* layer = find_layer(layer_of(file));
  if (layer == nullptr) {
    violations.push_back({file.string(), 0, "its folder is no row of tests/architecture/rules.cc"});
  }
  return layer;
}

/// The Markdown that readers see.
std::vector<fs::path> pages(const fs::path& checkout) {
  std::vector<fs::path> found = files(checkout, "docs", {".md"});
  for (const char* name : {"README.md", "CONTRIBUTING.md", "CHANGELOG.md"}) {
    if (fs::exists(checkout / name)) found.push_back(name);
  }
  return found;
}

/// Why a script cannot be called by its name; empty: it can.
std::string broken_by_script(const fs::path& script) {
  if (!fs::exists(script)) return " does not exist";
  if ((fs::status(script).permissions() & fs::perms::owner_exec) == fs::perms::none) {
    return " cannot be run: chmod +x";
  }
  const std::vector<std::string> lines = read_lines(script);
  return lines.empty() || lines[0].rfind("#!", 0) != 0 ? " has no line #!" : "";
}

void check_length(const fs::path& file, std::size_t lines, std::vector<Violation>& violations) {
  if (lines > static_cast<std::size_t>(kMaxFileLines)) {
    violations.push_back({file.string(), 0,
                          std::to_string(lines) + " lines; at most " +
                              std::to_string(kMaxFileLines) + ": one concept a file"});
  }
}

}  // namespace

std::string to_string(const Violation& violation) {
  return violation.file + ":" + std::to_string(violation.line) + ": " + violation.rule;
}

std::vector<Violation> check_includes(const fs::path& checkout) {
  std::vector<Violation> violations;
  std::vector<Include> includes;
  for (const std::string folder : {"src", "apps"}) {
    for (const fs::path& file : files(checkout, folder, {".h", ".cc"})) {
      require_layer(file, violations);
      for (Include& include : read_includes(checkout, file)) includes.push_back(std::move(include));
    }
  }
  const Carriers carriers = find_carriers(includes);
  for (const Include& include : includes) {
    const Layer* layer = find_layer(layer_of(include.file));
    if (layer == nullptr) continue;
    const auto broken = include.angled ? broken_by_library(*layer, include.header)
                                       : broken_by_layer(*layer, include.header, carriers);
    if (broken) violations.push_back({include.file.string(), include.line, *broken});
  }
  return violations;
}

std::vector<Violation> check_folders(const fs::path& checkout) {
  std::vector<Violation> violations;
  for (const fs::path& file : files(checkout, "src", {".h", ".cc"})) {
    const std::string own = fs::relative(file.parent_path(), "src").string();
    const Folder* folder = find_folder(own);
    if (folder == nullptr) {
      // A layer without sub-folders needs no row.
      if (own != layer_of(file) || has_folders(own)) {
        violations.push_back({file.string(), 0, own + " is no row of folders() in rules.cc"});
      }
      continue;
    }
    for (const Include& include : read_includes(checkout, file)) {
      const std::string target = fs::path(include.header).parent_path().string();
      if (include.angled || target == own || layer_of("src" / fs::path(target)) != layer_of(file)) {
        continue;
      }
      if (!contains(folder->may_include, target)) {
        violations.push_back({file.string(), include.line, own + " may not include " + target});
      }
    }
  }
  return violations;
}

std::vector<Violation> check_links(const fs::path& checkout) {
  static const std::regex target(R"(\befs_([a-z0-9]+))");
  std::vector<Violation> violations;
  for (const fs::path& file : files(checkout, "src", {"CMakeLists.txt"})) {
    if (file.parent_path() == "src") continue;
    const Layer* layer = require_layer(file, violations);
    if (layer == nullptr) continue;
    const std::vector<std::string> lines = read_lines(checkout / file);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const auto& text = lines[i];
      for (auto it = std::sregex_iterator(text.begin(), text.end(), target);
           it != std::sregex_iterator(); ++it) {
        const std::string name = (*it)[1];
        const bool other_layer = find_layer(name) != nullptr && name != layer->name;
        const bool torch_outside =
            name == "torch" && layer->name != "train" && layer->name != "tune";
        if ((other_layer && !contains(layer->may_include, name)) || torch_outside) {
          violations.push_back(
              {file.string(), static_cast<int>(i) + 1, layer->name + " may not link efs_" + name});
        }
      }
    }
  }
  return violations;
}

std::vector<Violation> check_text(const fs::path& checkout) {
  struct Pattern {
    std::regex regex;
    std::string rule;
  };
  // Written so that they do not find themselves.
  static const std::vector<Pattern> patterns{
      {std::regex(R"((^|[^.[:alnum:]_}])/(work|farm|root|home|Users)/)"),
       "an absolute path of one machine"},
      {std::regex(R"(\b(TO[D]O|FIX[M]E|X{3})\b)"), "an unfinished mark: open an issue"},
      {std::regex(R"(\b(DISABLED[_]|GTEST[_]SKIP))"), "a disabled or skipped test"},
  };
  static const std::set<std::string> kinds{".h",  ".cc",   ".cmake", ".txt",
                                           ".sh", ".py",   ".js",    ".html",
                                           ".md", ".yaml", ".yml",   "CMakeLists.txt"};
  std::vector<Violation> violations;
  for (const std::string folder : {"src", "apps", "bench", "tests", "tools", "docs", "cmake"}) {
    for (const fs::path& file : files(checkout, folder, kinds)) {
      const std::vector<std::string> lines = read_lines(checkout / file);
      if (folder == "src" || folder == "apps") check_length(file, lines.size(), violations);
      for (std::size_t i = 0; i < lines.size(); ++i) {
        for (const Pattern& pattern : patterns) {
          if (std::regex_search(lines[i], pattern.regex)) {
            violations.push_back({file.string(), static_cast<int>(i) + 1, pattern.rule});
          }
        }
      }
    }
  }
  return violations;
}

std::vector<Violation> check_headers(const fs::path& checkout) {
  std::vector<Violation> violations;
  for (const fs::path& file : files(checkout, "src", {".cc"})) {
    if (fs::exists(checkout / fs::path(file).replace_extension(".h"))) continue;
    const std::string folder = fs::relative(file.parent_path(), "src").string();
    const std::vector<Include> includes = read_includes(checkout, file);
    const bool sibling =
        std::any_of(siblings().begin(), siblings().end(), [&](const Siblings& family) {
          return family.folder == folder &&
                 std::any_of(includes.begin(), includes.end(), [&](const Include& include) {
                   return include.header == family.header;
                 });
        });
    if (!sibling) {
      violations.push_back(
          {file.string(), 0,
           "it has no header of its name and is no row of siblings() in rules.cc"});
    }
  }
  return violations;
}

std::vector<Violation> check_places(const fs::path& checkout) {
  std::vector<Violation> violations;
  for (const OnePlace& place : places()) {
    const std::regex pattern(place.pattern);
    for (const fs::path& file : files(checkout, "src", {".h", ".cc"})) {
      if (starts_with_any(fs::relative(file, "src").string(), place.files)) continue;
      const std::vector<std::string> lines = read_lines(checkout / file);
      for (std::size_t i = 0; i < lines.size(); ++i) {
        if (std::regex_search(lines[i].substr(0, lines[i].find("//")), pattern)) {
          violations.push_back({file.string(), static_cast<int>(i) + 1,
                                place.what + " belongs in " + place.files.front()});
        }
      }
    }
  }
  return violations;
}

std::vector<Violation> check_named_scripts(const fs::path& checkout) {
  static const std::regex script(R"(\b(bench|tools)/[a-z0-9_]+\.(py|sh)\b)");
  std::vector<Violation> violations;
  for (const fs::path& page : pages(checkout)) {
    const std::vector<std::string> lines = read_lines(checkout / page);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      for (auto it = std::sregex_iterator(lines[i].begin(), lines[i].end(), script);
           it != std::sregex_iterator(); ++it) {
        const std::string broken = broken_by_script(checkout / it->str());
        if (broken.empty()) continue;
        violations.push_back({page.string(), static_cast<int>(i) + 1, it->str() + broken});
      }
    }
  }
  return violations;
}

std::vector<Violation> check_links_to_pages(const fs::path& checkout) {
  static const std::regex link(R"(\]\(([^)#:]+)(#[^)]*)?\))");
  static const std::regex mention(R"(\bdocs/[a-z_]+\.md\b)");
  std::vector<Violation> violations;
  const auto require = [&](const fs::path& file, std::size_t index, const fs::path& target) {
    if (fs::exists(checkout / target)) return;
    violations.push_back({file.string(), static_cast<int>(index) + 1,
                          "there is no " + target.lexically_normal().string()});
  };
  for (const fs::path& page : pages(checkout)) {
    const std::vector<std::string> lines = read_lines(checkout / page);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      std::smatch match;
      for (auto from = lines[i].cbegin(); std::regex_search(from, lines[i].cend(), match, link);
           from = match.suffix().first) {
        require(page, i, page.parent_path() / match[1].str());
      }
    }
  }
  for (const std::string folder : {"src", "apps", "tools", "cmake"}) {
    for (const fs::path& file : files(checkout, folder, {".h", ".cc", ".sh", ".cmake"})) {
      const std::vector<std::string> lines = read_lines(checkout / file);
      for (std::size_t i = 0; i < lines.size(); ++i) {
        std::smatch match;
        if (std::regex_search(lines[i], match, mention)) require(file, i, match.str());
      }
    }
  }
  return violations;
}

}  // namespace efs::architecture
