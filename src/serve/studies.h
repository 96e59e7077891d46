// The studies that a live page shows: one, or all below a folder.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "serve/live_study.h"

namespace efs::serve {

/// Any thread may call any of it.
class Studies {
 public:
  /// One study.
  Studies(study::StudyLocation only, OpenStudy open);
  /// Those in the folder and in the folders below it, however deep, also those that come later.
  Studies(std::filesystem::path folder, OpenStudy open);

  /// As they are now, by name. Studies that are gone are left out.
  std::vector<std::shared_ptr<LiveStudy>> list();
  /// Those of the last list().
  std::vector<std::shared_ptr<LiveStudy>> known();
  /// One of them; null: there is none.
  std::shared_ptr<LiveStudy> find(const std::string& id);
  bool is_one() const { return folder_.empty(); }
  /// "runs", or the study's name.
  std::string title() const;

 private:
  std::vector<study::StudyLocation> locations() const;

  const std::filesystem::path folder_;  // empty: the one study
  const OpenStudy open_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<LiveStudy>> by_id_;
};

}  // namespace efs::serve
