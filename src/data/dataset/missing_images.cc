#include "data/dataset/missing_images.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <string>

#include "core/text/outside_text.h"
#include "data/images/image_file.h"

namespace efs::data {
namespace {

namespace fs = std::filesystem;

/// "%20" -> " "
std::string without_escapes(const std::string& name) {
  const auto digit = [](char c) {
    return std::isdigit(static_cast<unsigned char>(c)) != 0
               ? c - '0'
               : std::tolower(static_cast<unsigned char>(c)) - 'a' + 10;
  };
  std::string text;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool escape = name[i] == '%' && i + 2 < name.size() &&
                        std::isxdigit(static_cast<unsigned char>(name[i + 1])) != 0 &&
                        std::isxdigit(static_cast<unsigned char>(name[i + 2])) != 0;
    text += escape ? static_cast<char>(16 * digit(name[i + 1]) + digit(name[i + 2])) : name[i];
    if (escape) i += 2;
  }
  return text;
}

/// What names that are easily taken for each other have in common: lower case, slashes, no letter
/// beyond ASCII. An accent may be a part of its letter or a sign behind it (U+0300 to U+036F), so
/// that the letter goes too.
std::string key_of(const std::string& name) {
  std::string key;
  for (const char c : without_escapes(name)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte == 0xcc || byte == 0xcd) {
      if (!key.empty() && key.back() != '/') key.pop_back();
    } else if (byte < 0x80) {
      key += c == '\\' ? '/' : static_cast<char>(std::tolower(byte));
    }
  }
  return fs::path(key).lexically_normal().string();
}

/// Files by three keys: the whole path, the file's name, the name without its suffix.
class FileIndex {
 public:
  explicit FileIndex(const fs::path& folder) {
    constexpr std::size_t kMostFiles = 1'000'000;
    std::error_code error;
    auto entry = fs::recursive_directory_iterator(
        folder, fs::directory_options::skip_permission_denied, error);
    for (std::size_t n = 0; !error && n < kMostFiles && entry != fs::end(entry); ++n) {
      std::error_code no_file;
      if (entry->is_regular_file(no_file)) add(entry->path().lexically_relative(folder).string());
      entry.increment(error);
    }
  }

  std::optional<std::string> like(const std::string& id) const {
    const std::string key = key_of(id);
    const fs::path name = fs::path(key).filename();
    for (const auto& [map, wanted] : {std::pair{&by_path_, key},
                                      {&by_name_, name.string()},
                                      {&by_stem_, name.stem().string()}}) {
      const auto found = map->find(wanted);
      if (found != map->end() && !wanted.empty()) return found->second;
    }
    return std::nullopt;
  }

 private:
  void add(const std::string& file) {
    const std::string key = key_of(file);
    const fs::path name = fs::path(key).filename();
    by_path_.try_emplace(key, file);
    by_name_.try_emplace(name.string(), file);
    by_stem_.try_emplace(name.stem().string(), file);
  }

  std::map<std::string, std::string> by_path_, by_name_, by_stem_;
};

}  // namespace

void explain_missing(std::vector<CheckedImage>& images, const fs::path& folder) {
  std::optional<FileIndex> index;
  for (CheckedImage& image : images) {
    if (image.problem != kMissingFile) continue;
    if (!index) index.emplace(folder);
    const auto meant = index->like(image.image_id);
    image.problem =
        fmt::format("{} (looked for {}{})", kMissingFile, printable(image.path.string()),
                    meant ? "; is '" + printable(*meant) + "' meant?" : "");
  }
}

}  // namespace efs::data
