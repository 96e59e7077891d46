#include "study/location/study_url.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include "core/error.h"
#include "core/text/outside_text.h"
#include "core/text/parse_number.h"
#include "core/text/text_parts.h"

namespace efs::study {
namespace {

constexpr const char* kForm = "postgresql://[USER[:PASSWORD]@]HOST[:PORT]/DATABASE/STUDY[?OPTIONS]";
constexpr std::size_t kLongestName = 48;  // PostgreSQL's identifiers have at most 63 bytes
// A server that says nothing, or is gone without a word.
constexpr const char* kConnectTimeout = "connect_timeout";
constexpr const char* kTcpUserTimeout = "tcp_user_timeout";

bool is_plain_name(const std::string& name) {
  return !name.empty() && name.size() <= kLongestName &&
         std::ranges::all_of(
             name, [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-'; });
}

/// Nothing where a '%' does not stand before the two digits of a byte that is not 0.
std::optional<std::string> decoded(const std::string& text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain += text[i];
      continue;
    }
    const auto byte = parse_number<unsigned char>(std::string_view(text).substr(i + 1, 2), 16);
    if (i + 2 >= text.size() || byte.value_or(0) == 0) return std::nullopt;
    plain += static_cast<char>(*byte);
    i += 2;
  }
  return plain;
}

std::string decoded_or_raw(const std::string& text) { return decoded(text).value_or(text); }

/// Without naming what is wrong: it may be a password.
[[noreturn]] void refuse(const std::string& rule) {
  fail_usage("this PostgreSQL URL {}; it is written {}", rule, kForm);
}

/// Refuses characters that libpq, or a shell, would take for something else.
void refuse_ambiguous(const std::string& text) {
  if (std::ranges::any_of(text, [](unsigned char c) { return c <= ' ' || c == 0x7F; })) {
    refuse("has a blank or a control character in it (a blank is %20)");
  }
  if (!decoded(text).has_value()) {
    refuse("has a '%' that no two hexadecimal digits follow (the character itself is %25)");
  }
}

/// "db:5432", "a,b:1", "[::1]:5432"; without the '@', a password would stand in a port's place.
bool has_plain_ports(const std::string& hosts) {
  return std::ranges::all_of(split(hosts, ','), [](const std::string& host) {
    const auto bracket = host.rfind(']');
    const auto colon = host.find(':', bracket == std::string::npos ? 0 : bracket);
    return colon == std::string::npos ||
           host.find_first_not_of("0123456789", colon + 1) == std::string::npos;
  });
}

}  // namespace

bool is_postgres_url(const std::string& text) {
  return text.starts_with("postgresql://") || text.starts_with("postgres://");
}

bool is_foreign_url(const std::string& text) {
  if (is_postgres_url(text)) return false;
  const auto first = text.find_first_not_of(" \t\n");
  const auto colon = text.find(':');
  if (first == std::string::npos || colon == std::string::npos || colon == first) return false;
  const std::string word = lower_case(text.substr(first, colon - first));
  const bool scheme = std::ranges::all_of(word, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '+' || c == '-' || c == '.' || c == '_';
  });
  if (!scheme) return false;
  if (text.compare(colon, 3, "://") == 0) return true;
  return word == "sqlite" || word == "sqlite3" || word == "postgresql" || word == "postgres";
}

PostgresUrl::PostgresUrl(const std::string& text) {
  if (!is_postgres_url(text))
    fail_usage("'{}' is no PostgreSQL URL; it is written {}", printable(text), kForm);
  refuse_ambiguous(text);
  const auto authority = text.find("//") + 2;
  scheme_ = text.substr(0, authority);
  std::string rest = text.substr(authority);
  // As libpq looks for it: an '@' before the first '/'.
  if (const auto at = rest.find_first_of("@/"); at != std::string::npos && rest[at] == '@') {
    const std::string credentials = rest.substr(0, at);
    const auto colon = credentials.find(':');
    user_ = credentials.substr(0, colon);
    if (colon != std::string::npos) password_ = *decoded(credentials.substr(colon + 1));
    rest = rest.substr(at + 1);
  }
  const auto question = rest.find('?');
  const std::string path = rest.substr(0, question);
  if (path.find('@') != std::string::npos) {
    refuse(
        "has an '@' or a '/' where none may be; in a name or a password they are written %40 and "
        "%2F");
  }
  const auto database = path.find('/');
  const auto study = database == std::string::npos ? database : path.find('/', database + 1);
  if (study == std::string::npos || study == database + 1) refuse("names no study in a database");
  hosts_ = path.substr(0, database);
  if (!has_plain_ports(hosts_)) refuse("has a port that is no number (is the '@' missing?)");
  database_ = path.substr(database + 1, study - database - 1);
  study_ = path.substr(study + 1);
  if (question != std::string::npos) take_options(rest.substr(question + 1));
  if (is_plain_name(study_)) return;
  refuse(fmt::format("ends in a study's name that is not 1 to {} letters, digits, '_' and '-'",
                     kLongestName));
}

void PostgresUrl::take_options(const std::string& text) {
  for (const std::string& word : split(text, '&')) {
    if (word.empty()) continue;
    const auto equals = word.find('=');
    if (equals == std::string::npos) refuse("has an option without a '=' behind its '?'");
    const std::string name = decoded_or_raw(word.substr(0, equals));
    const std::string value = word.substr(equals + 1);
    if (name == "password") password_ = decoded_or_raw(value);
    if (name != "password" && name != "sslpassword") options_.emplace_back(name, value);
  }
}

std::string PostgresUrl::option(const std::string& name) const {
  for (const auto& [key, value] : options_) {
    if (key == name) return decoded_or_raw(value);
  }
  return {};
}

std::string PostgresUrl::connection(bool from_environment) const {
  std::string options;
  // -c search_path="efs_NAME", percent-encoded. The quotes keep '-' and capitals.
  std::string path = "-c%20search_path%3D%22" + schema() + "%22";
  for (const auto& [name, value] : options_) {
    if (name == "options") {
      path = value + "%20" + path;
    } else {
      options += name + "=" + value + "&";
    }
  }
  if (option(kConnectTimeout).empty()) options += fmt::format("{}=10&", kConnectTimeout);
  if (option(kTcpUserTimeout).empty()) options += fmt::format("{}=60000&", kTcpUserTimeout);
  if (!password_.empty()) {
    options += "password=";
    for (const unsigned char c : password_) options += fmt::format("%{:02X}", c);
    options += "&";
  } else if (!from_environment) {
    options += "password=&";  // libpq then looks into ~/.pgpass only
  }
  return base() + "?" + options + "options=" + path;
}

std::string PostgresUrl::base() const {
  return scheme_ + (user_.empty() ? "" : user_ + "@") + hosts_ + "/" + database_;
}

std::string PostgresUrl::shown() const {
  std::string text = base() + "/" + study_;
  const char* before = "?";
  for (const auto& [name, value] : options_) {
    text += before + name + "=" + value;
    before = "&";
  }
  return text;
}

bool PostgresUrl::is_same_study(const PostgresUrl& other) const {
  const auto server = [](const PostgresUrl& url) {
    std::string hosts = url.hosts_;
    if (hosts.empty() || hosts.front() == ':') hosts = url.option("host") + hosts;
    if (const std::string port = url.option("port"); !port.empty()) hosts += ":" + port;
    const bool has_port = hosts.rfind(':') != std::string::npos && hosts.back() != ']';
    return decoded_or_raw(has_port ? hosts : hosts + ":5432");
  };
  const auto name = [](const PostgresUrl& url) {
    const std::string named = url.option("dbname");
    return named.empty() ? decoded_or_raw(url.database_) : named;
  };
  return study_ == other.study_ && name(*this) == name(other) && server(*this) == server(other);
}

}  // namespace efs::study
