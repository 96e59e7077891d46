// A study in memory that changes when a test says so.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "core/error.h"
#include "report/fake_study.h"
#include "serve/study_reader.h"
#include "support/memory_storage.h"

namespace efs::serve {

/// What readers of one study read. A test changes it while no reader reads.
struct FakeStudy {
  report::ReportSource source = report::fake_study();
  std::string error;  // of each reading; empty: none
  bool done = false;
  std::unique_ptr<study::Storage> storage = study::create_memory_storage({.name = "fake"});
  std::atomic<int> opened{0}, readings{0};

  OpenStudy open();
};

class FakeReader final : public StudyReader {
 public:
  explicit FakeReader(FakeStudy& study) : study_(study) { ++study_.opened; }

  void refresh() override {
    ++study_.readings;
    if (!study_.error.empty()) fail("{}", study_.error);
    source_ = study_.source;
    rows_ = leaderboard_rows(source_);
    status_ = {{"study", source_.info.name},
               {"folder", "runs/fake"},
               {"done", study_.done},
               {"running", Json::array()},
               {"trial_count", source_.history.trials.size()}};
  }
  StudyView view() const override { return {source_, rows_, status_}; }
  study::Storage& storage() override { return *study_.storage; }

 private:
  FakeStudy& study_;
  report::ReportSource source_;
  report::Rows rows_;
  Json status_;
};

inline OpenStudy FakeStudy::open() {
  return [this](const study::StudyLocation&) { return std::make_unique<FakeReader>(*this); };
}

}  // namespace efs::serve
