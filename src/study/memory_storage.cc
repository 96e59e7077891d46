#include <algorithm>
#include <map>
#include <mutex>

#include "core/error.h"
#include "study/rules.h"
#include "study/storage.h"

namespace efs::study {
namespace {

class MemoryStorage final : public Storage {
 public:
  explicit MemoryStorage(StudyInfo info) : info_(std::move(info)) {}

  StudyInfo info() override { return info_; }

  History history() override {
    const std::lock_guard lock(mutex_);
    return {trials_};
  }

  std::int64_t revision() override {
    const std::lock_guard lock(mutex_);
    return revision_;
  }

  bool apply(const std::vector<Action>& actions, std::int64_t revision) override {
    const std::lock_guard lock(mutex_);
    if (revision != revision_) return false;
    const std::vector<Trial> before = trials_;
    try {
      for (const auto& action : actions) apply_one(action);
    } catch (...) {
      trials_ = before;
      throw;
    }
    ++revision_;
    return true;
  }

  std::optional<Trial> claim(const std::string& worker) override {
    const std::lock_guard lock(mutex_);
    Trial* largest = nullptr;
    for (Trial& trial : trials_) {
      if (trial.state != TrialState::kQueued) continue;
      if (largest == nullptr || trial.macs.value_or(0) > largest->macs.value_or(0)) {
        largest = &trial;
      }
    }
    if (largest == nullptr) return std::nullopt;
    rules::claim(*largest, worker);
    return *largest;
  }

  void release(int number, const std::string& worker) override {
    const std::lock_guard lock(mutex_);
    rules::release(at(number), worker);
  }

  int release_all() override {
    const std::lock_guard lock(mutex_);
    int count = 0;
    for (auto& trial : trials_) {
      if (trial.state != TrialState::kRunning) continue;
      rules::release(trial, std::string(trial.worker));
      ++count;
    }
    return count;
  }

  void report_epoch(int number, const std::string& worker, const EpochRecord& record) override {
    const std::lock_guard lock(mutex_);
    Trial& trial = at(number);
    rules::require_held(trial, worker);
    const auto key = [](const EpochRecord& r) { return std::pair(r.stage, r.epoch); };
    const auto place =
        std::lower_bound(trial.epochs.begin(), trial.epochs.end(), record,
                         [&](const auto& a, const auto& b) { return key(a) < key(b); });
    if (place != trial.epochs.end() && key(*place) == key(record)) {
      *place = record;
    } else {
      trial.epochs.insert(place, record);
    }
  }

  void report_cost(int number, const std::string& worker, const LatencyRecord& latency,
                   std::int64_t parameter_count, std::int64_t macs, double size_mb) override {
    const std::lock_guard lock(mutex_);
    Trial& trial = at(number);
    rules::require_held(trial, worker);
    trial.latency = latency;
    trial.parameter_count = parameter_count;
    trial.macs = macs;
    trial.size_mb = size_mb;
  }

  void pause(int number, const std::string& worker) override {
    const std::lock_guard lock(mutex_);
    rules::pause(at(number), worker);
  }

  void finish(int number, const std::string& worker, TrialState state,
              const std::string& reason) override {
    const std::lock_guard lock(mutex_);
    rules::finish(at(number), worker, state, reason);
  }

  void set_note(const std::string& key, const std::string& value) override {
    const std::lock_guard lock(mutex_);
    notes_[key] = value;
  }

  std::optional<std::string> note(const std::string& key) override {
    const std::lock_guard lock(mutex_);
    const auto found = notes_.find(key);
    if (found == notes_.end()) return std::nullopt;
    return found->second;
  }

 private:
  void apply_one(const Action& action) {
    if (const auto* create = std::get_if<CreateTrial>(&action)) {
      trials_.push_back(rules::created(*create, static_cast<int>(trials_.size()), info_.seed));
    } else if (const auto* promote = std::get_if<PromoteTrial>(&action)) {
      rules::promote(at(promote->number), *promote);
    } else if (const auto* end = std::get_if<EndTrial>(&action)) {
      rules::end(at(end->number), *end);
    }
  }

  Trial& at(int number) {
    if (number < 0 || static_cast<std::size_t>(number) >= trials_.size()) {
      fail("study '{}' in memory: there is no trial {}; it has {}", info_.name, number,
           trials_.size());
    }
    return trials_[static_cast<std::size_t>(number)];
  }

  std::mutex mutex_;
  const StudyInfo info_;
  std::vector<Trial> trials_;
  std::map<std::string, std::string> notes_;
  std::int64_t revision_ = 0;
};

}  // namespace

std::unique_ptr<Storage> create_memory_storage(const StudyInfo& info) {
  return std::make_unique<MemoryStorage>(info);
}

}  // namespace efs::study
