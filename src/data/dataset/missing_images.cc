#include "data/dataset/missing_images.h"

#include <fmt/format.h>

#include <array>
#include <cctype>
#include <map>
#include <optional>
#include <string>

#include "core/text/outside_text.h"
#include "core/text/parse_number.h"
#include "data/images/image_file.h"

namespace efs::data {
namespace {

namespace fs = std::filesystem;

/// "%20" -> " "
std::string without_escapes(const std::string& name) {
  std::string text;
  for (std::size_t i = 0; i < name.size(); ++i) {
    std::optional<unsigned char> code;
    if (name[i] == '%' && i + 2 < name.size()) {
      code = parse_number<unsigned char>(name.substr(i + 1, 2), 16);
    }
    text += code ? static_cast<char>(*code) : name[i];
    if (code) i += 2;
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

/// The keys of a file's whole path, of its name and of its name without the suffix.
std::array<std::string, 3> keys_of(const std::string& file) {
  const fs::path path = key_of(file);
  return {path.string(), path.filename().string(), path.stem().string()};
}

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
    const auto keys = keys_of(id);
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const auto found = by_key_[i].find(keys[i]);
      if (found != by_key_[i].end() && !keys[i].empty()) return found->second;
    }
    return std::nullopt;
  }

 private:
  void add(const std::string& file) {
    const auto keys = keys_of(file);
    for (std::size_t i = 0; i < keys.size(); ++i) by_key_[i].try_emplace(keys[i], file);
  }

  std::array<std::map<std::string, std::string>, 3> by_key_;
};

}  // namespace

void explain_missing(std::vector<CheckedImage>& images, const fs::path& folder) {
  std::optional<FileIndex> index;
  for (CheckedImage& image : images) {
    if (image.reason != kMissingFile) continue;
    if (!index) index.emplace(folder);
    const auto meant = index->like(image.image_id);
    image.reason = fmt::format("{} (looked for {}{})", kMissingFile, printable(image.path.string()),
                               meant ? "; is '" + printable(*meant) + "' meant?" : "");
  }
}

}  // namespace efs::data
