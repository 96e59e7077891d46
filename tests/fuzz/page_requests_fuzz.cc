// Any bytes as the target of a page's request, path?query: the head is read or refused, and what it asks
// of a study is answered, or refused as bad usage.
#include <cstdint>
#include <stdexcept>
#include <string>

#include "core/error.h"
#include "core/text/outside_json.h"
#include "core/text/parse_number.h"
#include "http/head.h"
#include "serve/fake_reader.h"
#include "serve/study_json.h"

namespace {

using namespace efs;

template <typename Ask>
void answer_or_refuse(Ask ask) {
  try {
    json_text(ask());
  } catch (const UsageError&) {
  } catch (const std::out_of_range&) {  // no such trial
  }
}

serve::StudyView fake_view() {
  static serve::FakeStudy study;
  static const auto reader = [] {
    auto opened = study.open()({});
    opened->refresh();
    return opened;
  }();
  return reader->view();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string target(reinterpret_cast<const char*>(data), size);
  http::RequestHead head;
  try {
    head = http::parse_request_head("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  } catch (const http::Refused&) {
    return 0;
  }
  const serve::StudyView view = fake_view();
  serve::LeaderboardQuery query{.filter = head.query["filter"],
                                .sort = head.query["sort"],
                                .descending = head.query["descending"] == "true"};
  query.from = parse_number<std::size_t>(head.query["from"]).value_or(0);
  query.count = parse_number<std::size_t>(head.query["count"]).value_or(50);
  answer_or_refuse([&] { return serve::leaderboard_json(view, query); });
  answer_or_refuse([&] { return serve::charts_json(view, query.filter); });
  const auto trial = parse_number<int>(head.query["trial"]);
  if (trial) answer_or_refuse([&] { return serve::trial_json(view, *trial, target); });
  return 0;
}
