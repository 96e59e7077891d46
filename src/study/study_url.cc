#include "study/study_url.h"

#include <algorithm>
#include <cctype>

#include "core/error.h"

namespace efs::study {
namespace {

constexpr const char* kForm = "postgresql://[USER[:PASSWORD]@]HOST[:PORT]/DATABASE/STUDY";
constexpr std::size_t kLongestName = 48;  // PostgreSQL's identifiers have at most 63 bytes

bool is_plain_name(const std::string& name) {
  return !name.empty() && name.size() <= kLongestName &&
         std::all_of(name.begin(), name.end(),
                     [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-'; });
}

/// Where the password stands in "postgresql://user:password@host"; empty without one.
struct Part {
  std::size_t begin = 0, size = 0;
};
Part password_in(const std::string& server) {
  const auto at = server.rfind('@');
  const auto user = server.find("//");
  if (at == std::string::npos || user == std::string::npos) return {};
  const auto colon = server.find(':', user);
  if (colon == std::string::npos || colon > at) return {};
  return {colon + 1, at - colon - 1};
}

std::string without_password(const std::string& server) {
  const Part part = password_in(server);
  std::string shown = server;
  return part.begin == 0 ? shown : shown.erase(part.begin - 1, part.size + 1);
}

}  // namespace

bool is_postgres_url(const std::string& text) {
  return text.starts_with("postgresql://") || text.starts_with("postgres://");
}

PostgresUrl::PostgresUrl(const std::string& text) {
  const auto question = text.find('?');
  const std::string path = text.substr(0, question);
  if (question != std::string::npos) options_ = text.substr(question + 1);
  const auto host = path.find("//") + 2;
  const auto database = path.find('/', host);
  const auto study = database == std::string::npos ? database : path.find('/', database + 1);
  if (!is_postgres_url(text) || study == std::string::npos || study == database + 1) {
    fail_usage("{}: no study in a database; it is written {}", without_password(path), kForm);
  }
  server_ = path.substr(0, database);
  database_ = path.substr(database + 1, study - database - 1);
  study_ = path.substr(study + 1);
  if (!is_plain_name(study_)) {
    fail_usage(
        "{}: the study's name '{}' is not 1 to {} letters, digits, '_' and '-'; it is written {}",
        without_password(path), study_, kLongestName, kForm);
  }
}

std::string PostgresUrl::password() const {
  const Part part = password_in(server_);
  return server_.substr(part.begin, part.begin == 0 ? 0 : part.size);
}

std::string PostgresUrl::connection() const {
  // -c search_path="efs_NAME", percent-encoded. The quotes keep '-' and capitals.
  const std::string path = "options=-c%20search_path%3D%22" + schema() + "%22";
  return server_ + "/" + database_ + "?" + (options_.empty() ? "" : options_ + "&") + path;
}

std::string PostgresUrl::shown() const {
  return without_password(server_) + "/" + database_ + "/" + study_;
}

}  // namespace efs::study
