#include "serve/live_study.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "core/error.h"
#include "core/files/digest.h"
#include "core/text/outside_json.h"
#include "core/text/outside_text.h"
#include "study/location/study_url.h"

namespace efs::serve {
namespace {

constexpr std::size_t kIdLength = 12;
constexpr std::size_t kMostFilters = 16;  // whose charts are kept
constexpr double kChartsAtLeast_s = 2.0;
constexpr double kChartsShare = 0.1;    // of one core, for drawing them
constexpr double kReadShare = 0.1;      // the same for reading it
constexpr double kQuickRead_s = 0.05;   // which needs no rest
constexpr double kServerEvery_s = 2.0;  // a server's database has no file to look at
constexpr double kAgesEvery_s = 5.0;    // of the last signs of life

bool is_file(const study::StudyLocation& location) {
  return !study::is_postgres_url(location.database);
}

std::string id_of(const study::StudyLocation& location) {
  const std::string name =
      is_file(location) ? std::filesystem::absolute(location.database).lexically_normal().string()
                        : study::PostgresUrl(location.database).shown();
  return sha256_hex(name).substr(0, kIdLength);
}

/// Which files the database is in, and when they were written; empty: there are none. Opening it makes a log that
/// is empty.
std::string stamp_of(const std::string& database) {
  std::string stamp;
  for (const std::string& file : {database, database + "-wal"}) {
    struct stat facts {};
    if (::stat(file.c_str(), &facts) != 0 || facts.st_size == 0) continue;
    stamp += fmt::format("{}:{}:{}.{} ", facts.st_ino, facts.st_size, facts.st_mtim.tv_sec,
                         facts.st_mtim.tv_nsec);
  }
  return stamp;
}

std::string inode_of(const std::string& stamp) { return stamp.substr(0, stamp.find(':')); }

}  // namespace

LiveStudy::LiveStudy(study::StudyLocation location, OpenStudy open, std::string name)
    : location_(std::move(location)),
      open_(std::move(open)),
      name_(name.empty() ? location_.name() : std::move(name)),
      id_(id_of(location_)) {}

void LiveStudy::notice_writes() {
  const bool ages = reader_ && !reader_->view().status.value("done", false);
  const double every_s = is_file(location_) ? kAgesEvery_s : kServerEvery_s;
  if ((ages || !is_file(location_)) && now_s() - asked_s_ >= every_s) is_stale_ = true;
  if (!is_file(location_)) return;
  std::string stamp = stamp_of(location_.database);
  if (stamp == stamp_) return;
  if (stamp.empty()) fail("the study is gone: {}", printable(location_.database));
  // Another file by that name, or one that was read as a copy because it cannot be written.
  const bool other = inode_of(stamp) != inode_of(stamp_);
  if (other || ::access(location_.database.c_str(), W_OK) != 0) reader_.reset();
  stamp_ = std::move(stamp);
  is_stale_ = true;
}

/// True: something is new. Error: it cannot be read.
bool LiveStudy::refresh() {
  notice_writes();
  const bool rests = now_s() - asked_s_ < (read_took_s_ - kQuickRead_s) / kReadShare;
  if (reader_ && (!is_stale_ || rests)) return false;
  if (!reader_) reader_ = open_(location_);
  const double begun_s = now_s();
  reader_->refresh();
  is_stale_ = false;
  asked_s_ = now_s();
  read_took_s_ = asked_s_ - begun_s;
  return true;
}

bool LiveStudy::look() {
  const std::lock_guard lock(mutex_);
  const std::string before = error_;
  try {
    view();
    error_.clear();
  } catch (const std::exception& error) {
    error_ = printable_lines(error.what());
    reader_.reset();
  }
  if (error_ != before) ++version_;
  return std::exchange(looked_version_, version_) != version_;
}

void LiveStudy::rest() {
  const std::lock_guard lock(mutex_);
  reader_.reset();
}

StudyView LiveStudy::view() {
  if (refresh()) ++version_;
  return reader_->view();
}

Json LiveStudy::summary(Done done) {
  const std::lock_guard lock(mutex_);
  Json json{{"id", id_}, {"name", name_}};
  try {
    notice_writes();
    if (is_stale_ || summary_.is_null()) {
      const bool was_open = reader_ != nullptr;
      summary_ = view().status;
      if (done == Done::kIsClosed && !was_open && summary_.value("done", false)) reader_.reset();
    }
    json["status"] = summary_;
  } catch (const std::exception& error) {
    json["error"] = printable_lines(error.what());
  }
  return json;
}

Json LiveStudy::live() {
  const std::lock_guard lock(mutex_);
  Json json{{"id", id_}, {"version", version_}, {"error", nullptr}};
  try {
    json.update(live_json(view()));
    json["version"] = version_;
    json["command"] = static_cast<int>(study::study_command(reader_->storage()));
  } catch (const std::exception& error) {
    json["error"] = printable_lines(error.what());
  }
  return json;
}

std::string LiveStudy::charts(const std::string& filter) {
  const std::lock_guard lock(mutex_);
  const StudyView now = view();
  const auto known = drawn_.find(filter);
  if (known != drawn_.end()) {
    const Drawn& drawn = known->second;
    const double rest_s = std::max(kChartsAtLeast_s, drawn.took_s / kChartsShare);
    if (drawn.version == version_ || now_s() - drawn.at_s < rest_s) return drawn.json;
  }
  const double begun_s = now_s();
  Json json = charts_json(now, filter);
  json["version"] = version_;
  if (drawn_.size() >= kMostFilters && known == drawn_.end()) drawn_.clear();
  Drawn& drawn = drawn_[filter];
  drawn.took_s = now_s() - begun_s;
  json["rest_s"] = std::max(kChartsAtLeast_s, drawn.took_s / kChartsShare);
  drawn.json = json_text(json);
  drawn.version = version_;
  drawn.at_s = now_s();
  return drawn.json;
}

void LiveStudy::give_command(study::StudyCommand command) {
  const std::lock_guard lock(mutex_);
  view();
  study::set_study_command(reader_->storage(), command);
  ++version_;
}

}  // namespace efs::serve
