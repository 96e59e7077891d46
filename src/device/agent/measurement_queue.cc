#include "device/agent/measurement_queue.h"

#include <algorithm>
#include <chrono>

#include "core/clock.h"
#include "core/error.h"
#include "core/process/child_process.h"
#include "core/text/outside_json.h"
#include "device/agent/measurement_child.h"

namespace efs::device {

namespace {

constexpr double kAsk_s = 0.2;  // how often a running measurement is asked whether to go on

// For a line of the child, whose runtime may write anything.
const JsonLimits kChildLine{std::size_t{32} << 20, /*depth=*/8,
                            /*values=*/kMostSamples + 1000, /*keys_in_object=*/200};

constexpr std::size_t kLongestText = 4000;
constexpr std::size_t kLongestResult = 1U << 16;

/// The text of that name; empty: there is none.
std::string text_of(const Json& json, const char* name) {
  const auto found = json.is_object() ? json.find(name) : json.end();
  if (found == json.end() || !found->is_string()) return {};
  return found->get<std::string>().substr(0, kLongestText);
}

/// A measurement failed because of this board, not because of the model or the request.
class BoardTrouble : public Error {
 public:
  using Error::Error;
};

std::unique_ptr<ChildProcess> start(const std::vector<std::string>& program,
                                    const std::string& input) try {
  return std::make_unique<ChildProcess>(program, input);
} catch (const Error& error) {
  throw BoardTrouble(error.what());
}

}  // namespace

MeasurementQueue::MeasurementQueue(ModelStore& models, std::vector<std::string> child,
                                   const QueueLimits& limits)
    : models_(models), child_(std::move(child)), limits_(limits), worker_([this] { work(); }) {}

MeasurementQueue::~MeasurementQueue() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  worker_.join();
}

const MeasurementQueue::Record* MeasurementQueue::find(const std::string& id) const {
  const auto found = records_.find(id);
  return found == records_.end() ? nullptr : &found->second;
}

MeasurementQueue::Record* MeasurementQueue::find_open(const std::string& id) {
  const auto found = records_.find(id);
  const bool is_open =
      !stopping_ && found != records_.end() && !has_ended(found->second.status.state);
  return is_open ? &found->second : nullptr;
}

MeasurementStatus MeasurementQueue::status_of(const Record& record) const {
  MeasurementStatus status = record.status;
  if (status.state != MeasurementState::kQueued) return status;
  status.ahead =
      static_cast<int>(std::find(queue_.begin(), queue_.end(), status.id) - queue_.begin());
  for (const auto& entry : records_) {
    status.ahead += entry.second.status.state == MeasurementState::kRunning ? 1 : 0;
  }
  return status;
}

MeasurementStatus MeasurementQueue::submit(const std::string& id, const MeasureRequest& request) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (const Record* known = find(id)) return status_of(*known);
  if (static_cast<int>(queue_.size()) >= limits_.queued) {
    throw http::Refused(429, "{} measurements are waiting already; try again later", queue_.size());
  }
  const std::string model = request.model_digest + request.suffix;
  Record record;
  record.request = request;
  record.status.id = id;
  record.model = models_.pin(model);
  record.queued_at_s = now_s();
  if (!record.model) throw http::Refused(404, "the model {} is not here; upload it first", model);
  queue_.push_back(id);
  changed_.notify_all();
  return status_of(records_[id] = std::move(record));
}

std::optional<MeasurementStatus> MeasurementQueue::status(const std::string& id) const {
  return wait(id, {}, 0.0);
}

std::optional<MeasurementStatus> MeasurementQueue::wait(const std::string& id,
                                                        const MeasurementStatus& known,
                                                        double timeout_s) const {
  std::unique_lock<std::mutex> lock(mutex_);
  std::optional<MeasurementStatus> status;
  const auto is_news = [&] {
    const Record* record = find(id);
    status.reset();
    if (record == nullptr) return true;
    status = status_of(*record);
    return stopping_ || to_json(*status) != to_json(known);
  };
  changed_.wait_for(lock, std::chrono::duration<double>(timeout_s), is_news);
  return status;
}

std::optional<std::vector<double>> MeasurementQueue::samples_ms(const std::string& id) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  const Record* record = find(id);
  if (record == nullptr) return std::nullopt;
  return record->samples_ms;
}

bool MeasurementQueue::cancel(const std::string& id) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (Record* record = find_open(id)) end(*record, MeasurementState::kCancelled);
  return find(id) != nullptr;
}

void MeasurementQueue::end(Record& record, MeasurementState state, std::string error, bool retry) {
  record.status.state = state;
  record.status.retry = retry;
  record.status.error = std::move(error);
  record.status.progress.clear();
  const std::string& id = record.status.id;
  queue_.erase(std::remove(queue_.begin(), queue_.end(), id), queue_.end());
  record.model.reset();
  ended_.push_back(id);
  while (static_cast<int>(ended_.size()) > limits_.ended) {
    records_.erase(ended_.front());
    ended_.pop_front();
  }
  drop_samples();
  changed_.notify_all();
}

void MeasurementQueue::drop_samples() {
  std::size_t kept = 0;
  for (auto id = ended_.rbegin(); id != ended_.rend(); ++id) {
    std::vector<double>& samples = records_[*id].samples_ms;
    kept += samples.size();
    if (kept > limits_.samples) samples = {};
  }
}

void MeasurementQueue::drop_too_old() {
  const std::deque<std::string> waiting = queue_;
  for (const std::string& id : waiting) {
    Record& record = records_[id];
    if (now_s() - record.queued_at_s < limits_.queued_s) continue;
    end(record, MeasurementState::kFailed,
        fmt::format("it waited for {:.0f} s, the longest allowed here", limits_.queued_s),
        /*retry=*/true);
  }
}

void MeasurementQueue::work() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!stopping_) {
    drop_too_old();
    if (queue_.empty()) {
      changed_.wait_for(lock, std::chrono::seconds(1));
      continue;
    }
    const std::string id = queue_.front();
    queue_.pop_front();
    Record& record = records_[id];
    record.status.state = MeasurementState::kRunning;
    record.status.progress = "loading";
    changed_.notify_all();
    const MeasureRequest request = record.request;
    const std::shared_ptr<const fs::path> model = record.model;
    lock.unlock();
    std::string error;
    bool retry = false;
    try {
      run(id, request, *model);
    } catch (const BoardTrouble& fault) {
      error = fault.what();
      retry = true;
    } catch (const std::exception& fault) {
      error = fault.what();
    }
    lock.lock();
    if (Record* measured = find_open(id)) {
      end(*measured, error.empty() ? MeasurementState::kDone : MeasurementState::kFailed, error,
          retry);
    }
  }
}

void MeasurementQueue::run(const std::string& id, const MeasureRequest& request,
                           const fs::path& model) {
  const auto started = start(child_, measurement_child_input(request, model.string()));
  ChildProcess& child = *started;
  const double end_s = now_s() + request.timeout_s;
  std::string progress = "loading";
  Json last;
  for (std::string line;;) {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      Record* record = find_open(id);
      if (record == nullptr) return;  // the child's destructor kills it
      if (record->status.progress != progress) changed_.notify_all();
      record->status.progress = progress;
    }
    if (now_s() >= end_s) {
      fail("it was stopped after {} s while {}; give it a longer time-out if the board is slow",
           request.timeout_s, progress);
    }
    const auto read = child.read_line(line, kAsk_s);
    if (read == ChildProcess::Read::kTimeout) continue;
    if (read == ChildProcess::Read::kEnd) break;
    last = try_outside_json(line, kChildLine).value_or(Json());
    if (const std::string said = text_of(last, "progress"); !said.empty()) progress = said;
  }
  const ProcessEnd ended = child.wait();
  const std::string said = text_of(last, "error");
  if (!said.empty()) fail("{}", said);
  if (!last.is_object() || !last.contains("result")) {
    fail("the runtime {} ended the process with {} while {}: {}", request.runtime, ended.describe(),
         progress, child.errors());
  }
  if (json_text(last.at("result")).size() > kLongestResult) {
    fail("its result has more than {} bytes", kLongestResult);
  }
  const std::string measured = text_of(last.at("result"), "model_digest");
  if (!measured.empty() && measured != request.model_digest) {
    models_.remove(request.model_digest + request.suffix);
    throw BoardTrouble(
        "the model's file was damaged on the board and has been removed; send it again");
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  Record* record = find_open(id);
  if (record == nullptr) return;
  record->samples_ms = last.at("samples_ms").get<std::vector<double>>();
  record->status.result = std::move(last.at("result"));
}

}  // namespace efs::device
