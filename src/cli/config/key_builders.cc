#include "cli/config/key_builders.h"

#include "study/location/study_location.h"
#include "study/location/study_url.h"

namespace efs::cli {

std::filesystem::path read_path(Config& config, const std::string& key,
                                const std::filesystem::path& fallback) {
  const std::string text = config.text(key, fallback.string());
  if (study::is_foreign_url(text) || study::is_postgres_url(text)) {
    config.refuse(key, "it is a path; nothing here opens a URL");
  }
  return text.empty() ? "" : std::filesystem::absolute(text).lexically_normal();
}

void write_keys(YAML::Emitter& out, const std::vector<Key>& keys,
                const tune::SearchOptions& options) {
  for (const Key& key : keys) {
    if (key.written && !key.written(options)) continue;
    out << YAML::Key << key.name << YAML::Value;
    key.write(out, options);
  }
}

std::string study_word(const Config& config, const std::string& key, const std::string& text) {
  if (text.empty()) return {};
  if (study::is_foreign_url(text)) {
    config.refuse(key, "a study is a folder, or postgresql://HOST/DATABASE/STUDY");
  }
  if (!study::is_postgres_url(text)) return study::absolute_word(text);
  const auto trial = text.rfind(':');
  const bool has_trial = text.find('/', trial) == std::string::npos;
  if (study::PostgresUrl(has_trial ? text.substr(0, trial) : text).password().empty()) return text;
  config.refuse(
      key,
      "a password in it would be kept in the study for all to read; leave it out, and give "
      "it in PGPASSWORD or ~/.pgpass");
}

}  // namespace efs::cli
