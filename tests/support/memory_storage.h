// A study's storage for tests that need no file.
#pragma once

#include <algorithm>
#include <map>
#include <mutex>
#include <type_traits>

#include "core/clock.h"
#include "core/error.h"
#include "study/rules.h"
#include "study/storage.h"

namespace efs::study {

/// Passes the contract of storages (study/storage_contract.h).
class MemoryStorage final : public Storage {
 public:
  explicit MemoryStorage(StudyInfo info) : info_(std::move(info)) {}

  StudyInfo info() override {
    return locked([&] { return info_; });
  }
  void set_config(const std::string& config_yaml) override {
    locked([&] { info_.config_yaml = config_yaml; });
  }
  void refresh(History& history) override {
    if (history.lineage == 0) history = {.trials = {}, .lineage = new_lineage()};
    const std::lock_guard lock(mutex_);
    std::vector<Trial> changed;
    for (const Trial& trial : trials_) {
      const auto number = static_cast<std::size_t>(trial.number);
      const bool is_known = number < history.trials.size();
      if (is_known && rules::is_unchanged(trial, history.trials[number])) continue;
      changed.push_back(trial);
    }
    rules::take_changes(history, std::move(changed));
  }
  std::int64_t revision() override {
    return locked([&] { return revision_; });
  }

  bool apply(const std::vector<Action>& actions, std::int64_t revision) override {
    const std::lock_guard lock(mutex_);
    if (revision != revision_) return false;
    const std::vector<Trial> before = trials_;
    try {
      for (const Action& action : actions) {
        std::visit([this](const auto& chosen) { apply_one(chosen); }, action);
      }
    } catch (...) {
      trials_ = before;
      throw;
    }
    ++revision_;
    return true;
  }

  std::optional<Trial> claim(const std::string& worker, double lease_s) override {
    const std::lock_guard lock(mutex_);
    Trial* largest = nullptr;
    for (Trial& trial : trials_) {
      if (rules::has_fallen_silent(trial, now_s())) rules::take_back_silent(trial, now_s());
      if (trial.state != TrialState::kQueued) continue;
      if (largest == nullptr || trial.macs() > largest->macs()) largest = &trial;
    }
    if (largest == nullptr) return std::nullopt;
    rules::claim(*largest, worker, now_s(), lease_s);
    return *largest;
  }

  void renew(const Lease& lease, double lease_s) override {
    change(lease, [&](Trial& trial) { rules::renew(trial, lease, now_s(), lease_s); });
  }

  void release(const Lease& lease) override {
    change(lease, [&](Trial& trial) { rules::release(trial, lease); });
  }

  TrialState take_back(const Lease& lease, WorkerLoss loss, const std::string& reason) override {
    TrialState state{};
    change(lease, [&](Trial& trial) {
      rules::take_back(trial, lease, loss, reason);
      state = trial.state;
    });
    return state;
  }

  void report_epoch(const Lease& lease, const EpochRecord& reported) override {
    const std::lock_guard lock(mutex_);
    Trial& trial = at(lease.trial);
    const EpochRecord record = rules::reported_epoch(trial, lease, reported, now_s());
    const auto key = [](const EpochRecord& r) { return std::pair(r.stage, r.epoch); };
    const auto place = std::ranges::lower_bound(trial.epochs, key(record), {}, key);
    if (place != trial.epochs.end() && key(*place) == key(record)) {
      *place = record;
    } else {
      trial.epochs.insert(place, record);
    }
  }

  void report_cost(const Lease& lease, const TrialCost& cost) override {
    change(lease, [&](Trial& trial) { rules::reported_cost(trial, lease, cost); });
  }

  void pause(const Lease& lease) override {
    change(lease, [&](Trial& trial) { rules::pause(trial, lease); });
  }

  void finish(const Lease& lease, TrialState state, const std::string& reason) override {
    change(lease, [&](Trial& trial) { rules::finish(trial, lease, state, reason); });
  }

  double now_s() override { return clock_.unix_s(); }

  void set_note(const std::string& key, const std::string& value) override {
    locked([&] { notes_[key] = value; });
  }

  std::optional<std::string> note(const std::string& key) override {
    const std::lock_guard lock(mutex_);
    const auto found = notes_.find(key);
    if (found == notes_.end()) return std::nullopt;
    return found->second;
  }

  Snapshot snapshot() override {
    return locked([&] { return Snapshot{info_, {trials_}, notes_, revision_}; });
  }

  void restore(const Snapshot& snapshot) override {
    const std::lock_guard lock(mutex_);
    if (!trials_.empty()) fail("study '{}' in memory: it has trials already", info_.name);
    trials_ = snapshot.history.trials;
    notes_.insert(snapshot.notes.begin(), snapshot.notes.end());
    revision_ = snapshot.revision;
  }

 private:
  void apply_one(const CreateTrial& action) {
    trials_.push_back(rules::created(action, static_cast<int>(trials_.size()), info_.seed));
  }
  template <typename Change>
  void apply_one(const Change& action) {
    rules::apply(at(action.number), action);
  }

  template <typename Body>
  std::invoke_result_t<Body> locked(Body body) {
    const std::lock_guard lock(mutex_);
    return body();
  }

  template <typename Change>
  void change(const Lease& lease, Change make) {
    locked([&] { make(at(lease.trial)); });
  }

  Trial& at(int number) {
    if (number < 0 || static_cast<std::size_t>(number) >= trials_.size()) {
      fail("study '{}' in memory: there is no trial {}; it has {}", info_.name, number,
           trials_.size());
    }
    return trials_[static_cast<std::size_t>(number)];
  }

  std::mutex mutex_;
  SystemClock clock_;
  StudyInfo info_;
  std::vector<Trial> trials_;
  std::map<std::string, std::string> notes_;
  std::int64_t revision_ = 0;
};

inline std::unique_ptr<Storage> create_memory_storage(const StudyInfo& info) {
  return std::make_unique<MemoryStorage>(info);
}

}  // namespace efs::study
