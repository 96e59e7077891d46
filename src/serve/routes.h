// What the live page's server answers to each request.
#pragma once

#include "http/server.h"
#include "serve/server.h"
#include "serve/session.h"
#include "serve/trial_pictures.h"

namespace efs::serve {

/// The channel of those who look at all studies; others listen to a study's id.
constexpr const char* kAllStudies = "all";

class Routes {
 public:
  Routes(Studies& studies, const ServeOptions& options);

  /// http::Refused: the request has no access.
  void admit(const http::RequestHead& head) const;
  void handle(http::Exchange& exchange) const;

  /// {"studies": [...], "title", "allows_control"}
  std::string all_studies() const;

 private:
  struct Row;
  static const std::vector<Row>& table();
  std::shared_ptr<LiveStudy> study_of(const http::RequestHead& head) const;

  void page(http::Exchange& exchange) const;
  void log_in(http::Exchange& exchange) const;
  void command(http::Exchange& exchange) const;
  void events(http::Exchange& exchange) const;
  void studies(http::Exchange& exchange) const;
  void study(http::Exchange& exchange) const;
  void charts(http::Exchange& exchange) const;
  void sections(http::Exchange& exchange) const;
  void leaderboard(http::Exchange& exchange) const;
  void trial(http::Exchange& exchange) const;
  void pictures(http::Exchange& exchange) const;
  void front(http::Exchange& exchange) const;
  void table_file(http::Exchange& exchange) const;

  Studies& studies_;
  const ServeOptions& options_;
  Session session_;
  mutable TrialPictures pictures_;
};

/// "event: NAME\ndata: JSON\n\n"
std::string event_text(const char* name, const std::string& json);

}  // namespace efs::serve
