#include "serve/routes.h"

#include <fmt/format.h>

#include "core/error.h"
#include "core/text/outside_json.h"
#include "core/text/parse_number.h"
#include "core/version.h"
#include "http/access.h"
#include "report/leaderboard/filter.h"
#include "report/leaderboard/tables.h"
#include "report/page/assets.h"
#include "report/page/sections.h"
#include "serve/assets.h"

namespace efs::serve {
namespace {

using http::Content;
using http::Exchange;
using http::Refused;
using http::RequestHead;

// Nothing from another host, no script and no frame but ours, whatever text of a study got there.
constexpr const char* kPageFields =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self' "
    "'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action "
    "'none'; frame-ancestors 'none'\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: "
    "no-referrer\r\nCache-Control: no-store\r\n";

struct File {
  const char* path;
  const char* type;
  std::string (*text)();
};

const std::vector<File>& files() {
  static const std::vector<File> table{
      {"/", "text/html; charset=utf-8", [] { return std::string(page_html()); }},
      {"/page.css", "text/css; charset=utf-8",
       [] { return std::string(report::report_css()) + std::string(page_css()); }},
      {"/chart.js", "text/javascript; charset=utf-8",
       [] { return std::string(report::chart_js()); }},
      {"/charts.js", "text/javascript; charset=utf-8",
       [] { return std::string(report::charts_js()); }},
      {"/page.js", "text/javascript; charset=utf-8", [] { return std::string(page_js()); }},
  };
  return table;
}

bool is_api(const std::string& path) { return path.compare(0, 5, "/api/") == 0; }

std::string text_of(const RequestHead& head, const char* name, const std::string& otherwise = "") {
  const auto found = head.query.find(name);
  return found == head.query.end() ? otherwise : found->second;
}

template <typename Number>
Number number_of(const RequestHead& head, const char* name, Number otherwise) {
  const std::string text = text_of(head, name);
  if (text.empty()) return otherwise;
  const auto number = parse_number<Number>(text);
  if (!number) throw Refused(400, "'{}' must be a number", name);
  return *number;
}

void answer(Exchange& exchange, std::string json) {
  exchange.answer(200, Content{"application/json", std::move(json), kPageFields});
}

void answer(Exchange& exchange, const Json& json) { answer(exchange, json_text(json)); }

}  // namespace

std::string event_text(const char* name, const std::string& json) {
  return fmt::format("event: {}\ndata: {}\n\n", name, json);
}

struct Routes::Row {
  const char* method;
  const char* path;
  void (Routes::*answer)(Exchange& exchange) const;
};

const std::vector<Routes::Row>& Routes::table() {
  static const std::vector<Row> rows{
      {"POST", "/api/login", &Routes::log_in},
      {"POST", "/api/command", &Routes::command},
      {"GET", "/api/events", &Routes::events},
      {"GET", "/api/studies", &Routes::studies},
      {"GET", "/api/study", &Routes::study},
      {"GET", "/api/charts", &Routes::charts},
      {"GET", "/api/sections", &Routes::sections},
      {"GET", "/api/leaderboard", &Routes::leaderboard},
      {"GET", "/api/trial", &Routes::trial},
      {"GET", "/api/pictures", &Routes::pictures},
      {"GET", "/api/front", &Routes::front},
      {"GET", "/api/table", &Routes::table_file},
  };
  return rows;
}

Routes::Routes(Studies& studies, const ServeOptions& options)
    : studies_(studies), options_(options), session_(options.token), pictures_(options.draw) {}

void Routes::admit(const RequestHead& head) const {
  if (is_api(head.path)) return session_.require(head);
  if (options_.token.empty()) http::require_own_name(head);
}

void Routes::handle(Exchange& exchange) const try {
  const RequestHead& head = exchange.head();
  for (const Row& row : table()) {
    if (head.path == row.path && head.method == row.method) return (this->*row.answer)(exchange);
  }
  page(exchange);
} catch (const std::out_of_range&) {
  throw Refused(404, "the study has no such trial");
} catch (const UsageError& error) {
  throw Refused(400, "{}", error.what());
} catch (const Error& error) {
  throw Refused(503, "{}", error.what());
}

void Routes::page(Exchange& exchange) const {
  const RequestHead& head = exchange.head();
  for (const File& file : files()) {
    if (head.path != file.path) continue;
    if (head.method != "GET" && head.method != "HEAD") throw Refused(405, "only GET");
    return exchange.answer(200, Content{file.type, file.text(), kPageFields});
  }
  throw Refused(404, "there is no such page; the studies are at /");
}

std::shared_ptr<LiveStudy> Routes::study_of(const RequestHead& head) const {
  const std::string id = text_of(head, "study");
  auto study = studies_.find(id);
  if (!study) {  // by a link from before this server
    studies_.list();
    study = studies_.find(id);
  }
  if (!study) throw Refused(404, "this study is not here, or no longer");
  return study;
}

/// The request has the token, or it would not have come here: Session::require().
void Routes::log_in(Exchange& exchange) const {
  session_.require_token(exchange.head());
  exchange.answer(200, Content{"application/json", "{}\n",
                               kPageFields + session_.cookie_field(!options_.certificate.empty())});
}

void Routes::command(Exchange& exchange) const {
  if (!options_.allow_control) {
    throw Refused(403, "this server only shows studies; start it with --allow-control");
  }
  session_.require_token(exchange.head());
  const std::string word = text_of(exchange.head(), "do");
  const std::map<std::string, study::StudyCommand> words{{"pause", study::StudyCommand::kPause},
                                                         {"resume", study::StudyCommand::kWork},
                                                         {"stop", study::StudyCommand::kStop}};
  const auto found = words.find(word);
  if (found == words.end()) throw Refused(400, "'do' must be pause, resume or stop");
  study_of(exchange.head())->give_command(found->second);
  answer(exchange, Json::object());
}

void Routes::events(Exchange& exchange) const {
  if (text_of(exchange.head(), "study").empty()) {
    return exchange.listen(kAllStudies, [this] { return event_text("studies", all_studies()); });
  }
  const auto study = study_of(exchange.head());
  exchange.listen(study->id(), [&] { return event_text("study", json_text(study->live())); });
}

std::string Routes::all_studies() const {
  Json studies = Json::array();
  const auto done = studies_.is_one() ? LiveStudy::Done::kStaysOpen : LiveStudy::Done::kIsClosed;
  for (const auto& study : studies_.list()) studies.push_back(study->summary(done));
  return json_text({{"title", studies_.title()},
                    {"program", program_version()},
                    {"one", studies_.is_one()},
                    {"allows_control", options_.allow_control},
                    {"studies", std::move(studies)}});
}

void Routes::studies(Exchange& exchange) const { answer(exchange, all_studies()); }

void Routes::study(Exchange& exchange) const {
  answer(exchange, study_of(exchange.head())->live());
}

void Routes::charts(Exchange& exchange) const {
  answer(exchange, study_of(exchange.head())->charts(text_of(exchange.head(), "filter")));
}

void Routes::sections(Exchange& exchange) const {
  answer(exchange, study_of(exchange.head())->ask([](const StudyView& view) {
    return Json{
        {"pictures", report::pictures_section(view.source.overlays) +
                         report::augmentation_section(view.source.augmentation_sheets)},
        {"ruled_out", report::ruled_out_section(view.rows)},
        {"config", report::config_section(view.source) + report::reproduce_section(view.source)}};
  }));
}

void Routes::leaderboard(Exchange& exchange) const {
  const RequestHead& head = exchange.head();
  const LeaderboardQuery query{.filter = text_of(head, "filter"),
                               .sort = text_of(head, "sort", "rank"),
                               .descending = text_of(head, "descending") == "true",
                               .from = number_of<std::size_t>(head, "from", 0),
                               .count = number_of<std::size_t>(head, "count", 50)};
  answer(exchange,
         study_of(head)->ask([&](const StudyView& view) { return leaderboard_json(view, query); }));
}

void Routes::trial(Exchange& exchange) const {
  const auto study = study_of(exchange.head());
  const int number = number_of<int>(exchange.head(), "trial", -1);
  answer(exchange, study->ask([&](const StudyView& view) {
    return trial_json(view, number, study::absolute_word(study->location().name()));
  }));
}

void Routes::pictures(Exchange& exchange) const {
  if (!options_.draw) throw Refused(404, "this server draws no pictures");
  const auto study = study_of(exchange.head());
  const int number = number_of<int>(exchange.head(), "trial", -1);
  const int epochs = study->ask(
      [&](const StudyView& view) { return view.source.history.trial(number).epochs_done(); });
  answer(exchange, Json{{"html", pictures_.html(*study, number, epochs)}});
}

void Routes::front(Exchange& exchange) const {
  answer(exchange, study_of(exchange.head())->ask(front_json));
}

void Routes::table_file(Exchange& exchange) const {
  const RequestHead& head = exchange.head();
  const std::string name = text_of(head, "name");
  if (name != "leaderboard" && name != "results") {
    throw Refused(400, "'name' must be leaderboard or results");
  }
  std::string csv = study_of(head)->ask([&](const StudyView& view) {
    const report::Rows rows = filtered(view.rows, text_of(head, "filter"));
    if (name == "leaderboard") return report::leaderboard_csv(rows);
    return report::results_csv(report::only(view.source, rows), rows);
  });
  exchange.answer(200, Content{"text/csv; charset=utf-8", std::move(csv),
                               fmt::format("{}Content-Disposition: attachment; "
                                           "filename=\"{}.csv\"\r\n",
                                           kPageFields, name)});
}

}  // namespace efs::serve
