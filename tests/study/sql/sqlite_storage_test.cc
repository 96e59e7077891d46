// What is SQLite's own: processes, kills, full disks, foreign and damaged files, versions.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <set>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "core/error.h"
#include "core/files/files.h"
#include "core/rng.h"
#include "study/example_info.h"
#include "study/storage.h"
#include "support/child.h"
#include "support/message_of.h"
#include "support/temporary_folder.h"

namespace efs::study {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr int kNobody = 65534;
constexpr double kLease_s = 3600.0;

/// Plain SQL on a file, past Storage.
void run_sql(const std::string& path, const std::string& sql) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
  char* message = nullptr;
  EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &message), SQLITE_OK)
      << (message == nullptr ? "" : message);
  sqlite3_free(message);
  sqlite3_close(database);
}

bool runs(const std::string& path, const std::string& sql) {
  sqlite3* database = nullptr;
  sqlite3_open(path.c_str(), &database);
  const bool ran = sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
  sqlite3_close(database);
  return ran;
}

std::string integrity(const std::string& path) {
  sqlite3* database = nullptr;
  sqlite3_open(path.c_str(), &database);
  std::string result;
  const auto collect = [](void* text, int, char** values, char**) {
    *static_cast<std::string*>(text) += values[0];
    return 0;
  };
  sqlite3_exec(database, "PRAGMA integrity_check", collect, &result, nullptr);
  sqlite3_close(database);
  return result;
}

class SqliteStorage : public testing::Test {
 protected:
  std::unique_ptr<Storage> with_trials(int count) {
    auto storage = create_sqlite_storage(path_, example_info());
    std::vector<Action> actions;
    for (int i = 0; i < count; ++i) {
      actions.emplace_back(CreateTrial{
          {{"architecture", std::string("resnet18")}, {"learning_rate", 0.001 * (i + 1)}}, 1, 10});
    }
    EXPECT_TRUE(storage->apply(actions, storage->revision()));
    return storage;
  }

  TemporaryFolder folder_;
  std::string path_ = folder_ / "study.db";
};

TEST_F(SqliteStorage, PersistsAcrossOpening) {
  {
    const auto storage = with_trials(2);
    storage->report_epoch(storage->claim("w", kLease_s)->lease(),
                          {.epoch = 1, .metrics = {{"val_loss", 0.1}}});
    storage->set_note("winner", "0");
  }
  const auto storage = open_sqlite_storage(path_);
  EXPECT_EQ(storage->info().seed, example_info().seed);
  EXPECT_EQ(storage->history().trials.at(0).epochs.at(0).metrics.value("val_loss"), 0.1);
  EXPECT_EQ(storage->note("winner"), "0");
  EXPECT_EQ(storage->revision(), 1);
}

TEST_F(SqliteStorage, MakesMissingFoldersAndTakesOddNames) {
  for (const std::string name : {"deep/er/study.db", "with two  spaces.db", "ends with space ",
                                 "a=b c=d.db", "it's.db", "\xC3\xA4.db", "100%.db"}) {
    const std::string path = folder_ / name;
    create_sqlite_storage(path, example_info());
    EXPECT_TRUE(fs::is_regular_file(path)) << name;
    EXPECT_EQ(open_sqlite_storage(path)->info().name, "faces") << name;
  }
  EXPECT_THAT(message_of([&] { create_sqlite_storage(folder_ / "a\"b.db", example_info()); }),
              HasSubstr("quotation marks"));
  EXPECT_FALSE(fs::exists(folder_ / "a\"b.db"));
}

TEST_F(SqliteStorage, AStudyThatExistsIsNotOverwritten) {
  with_trials(3);
  EXPECT_THAT(message_of([&] { create_sqlite_storage(path_, example_info()); }),
              AllOf(StartsWith(path_), HasSubstr("exists already"), HasSubstr("--resume")));
  EXPECT_EQ(open_sqlite_storage(path_)->history().trials.size(), 3u);
}

TEST_F(SqliteStorage, OpeningWhatIsNotThereMakesNothing) {
  EXPECT_THAT(message_of([&] { open_sqlite_storage(path_); }),
              AllOf(StartsWith(path_), HasSubstr("no such study")));
  EXPECT_THAT(message_of([&] { open_sqlite_storage(folder_.path().string()); }),
              HasSubstr("no such study"));
  EXPECT_TRUE(fs::is_empty(folder_.path()));
}

TEST_F(SqliteStorage, ProcessesClaimEachTrialOnce) {
  constexpr int kTrials = 30;
  with_trials(kTrials);
  std::vector<std::unique_ptr<Child>> workers;
  for (const std::string worker : {"w0", "w1", "w2"}) {
    workers.push_back(std::make_unique<Child>([&] {
      const auto storage = open_sqlite_storage(path_);
      std::string numbers;
      while (const auto trial = storage->claim(worker, kLease_s)) {
        storage->report_epoch(trial->lease(), {.epoch = 1});
        storage->pause(trial->lease());
        numbers += std::to_string(trial->number) + " ";
      }
      return numbers;
    }));
  }
  std::multiset<int> all;
  for (const auto& worker : workers) {
    std::istringstream numbers(worker->result());
    for (int number = 0; numbers >> number;) all.insert(number);
  }
  EXPECT_EQ(all.size(), static_cast<std::size_t>(kTrials));
  EXPECT_EQ(std::set<int>(all.begin(), all.end()).size(), static_cast<std::size_t>(kTrials));
}

TEST_F(SqliteStorage, AReaderNeverMakesAWriterWait) {
  const auto storage = with_trials(1);
  const Lease lease = storage->claim("w", kLease_s)->lease();
  // A reader that keeps its transaction open, as a slow report would.
  sqlite3* reader = nullptr;
  ASSERT_EQ(sqlite3_open(path_.c_str(), &reader), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(reader, "BEGIN; SELECT * FROM trial", nullptr, nullptr, nullptr),
            SQLITE_OK);
  // The reader does not go away: who had to wait for it would give up, with an error.
  for (int epoch = 1; epoch <= 5; ++epoch) storage->report_epoch(lease, {.epoch = epoch});
  sqlite3_close(reader);
  EXPECT_EQ(storage->history().trials.at(0).epochs.size(), 5u);
}

TEST_F(SqliteStorage, AWriterNeverMakesAReaderWait) {
  const auto storage = with_trials(1);
  sqlite3* writer = nullptr;
  ASSERT_EQ(sqlite3_open(path_.c_str(), &writer), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(writer, "BEGIN IMMEDIATE; UPDATE trial SET state = 'failed'", nullptr,
                         nullptr, nullptr),
            SQLITE_OK);
  EXPECT_EQ(open_sqlite_storage(path_)->history().trials.at(0).state, TrialState::kQueued);
  sqlite3_close(writer);
}

// The writer is killed with SIGKILL at a random moment; what it had reported is there, the file is
// sound, and what it held can be released.
TEST_F(SqliteStorage, AKilledWriterLeavesAConsistentStudy) {
  with_trials(2);
  Rng rng(3);
  int reported = 0;
  for (int round = 0; round < 8; ++round) {
    int pipe_ends[2];
    ASSERT_EQ(::pipe(pipe_ends), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      const auto storage = open_sqlite_storage(path_);
      const auto trial = storage->claim("w", kLease_s);
      for (int epoch = trial->epochs_done() + 1;; ++epoch) {
        storage->report_epoch(trial->lease(),
                              {.epoch = epoch, .metrics = {{"val_loss", epoch * 0.5}}});
        if (::write(pipe_ends[1], &epoch, sizeof epoch) != sizeof epoch) ::_exit(1);
      }
    }
    ::close(pipe_ends[1]);
    int epoch = 0;
    const auto wanted = reported + rng.integer(1, 4);
    while (epoch < wanted && ::read(pipe_ends[0], &epoch, sizeof epoch) == sizeof epoch) {
    }
    std::this_thread::sleep_for(std::chrono::microseconds(rng.integer(0, 3000)));
    ::kill(child, SIGKILL);
    while (::read(pipe_ends[0], &epoch, sizeof epoch) == sizeof epoch) {
    }
    ::close(pipe_ends[0]);
    ::waitpid(child, nullptr, 0);

    const auto storage = open_sqlite_storage(path_);
    const Trial trial = storage->history().trials.at(0);
    EXPECT_EQ(trial.state, TrialState::kRunning);
    EXPECT_GE(trial.epochs_done(), epoch);  // all that it knew to be reported
    EXPECT_LE(trial.epochs_done(), epoch + 1);
    ASSERT_EQ(trial.epochs.size(), static_cast<std::size_t>(trial.epochs_done()));
    for (const auto& record : trial.epochs)
      EXPECT_EQ(record.metrics.value("val_loss"), record.epoch * 0.5);
    reported = trial.epochs_done();
    storage->release(trial.lease());
  }
  EXPECT_EQ(integrity(path_), "ok");
}

// ---------------------------------------------------------------- bad files

TEST_F(SqliteStorage, AForeignFileIsRefused) {
  std::ofstream(path_) << "trial,stage,architecture\n" << std::string(5000, 'x');
  EXPECT_THAT(message_of([&] { open_sqlite_storage(path_); }),
              AllOf(StartsWith(path_), HasSubstr("not an SQLite file")));
  const std::string other = folder_ / "other.db";
  run_sql(other, "CREATE TABLE trials (id INTEGER)");
  EXPECT_THAT(message_of([&] { open_sqlite_storage(other); }),
              AllOf(StartsWith(other), HasSubstr("no study of efs")));
}

// A view in the place of a table can count for ever.
TEST_F(SqliteStorage, ViewsAndTriggersAreRefused) {
  for (const char* sql :
       {"ALTER TABLE note RENAME TO x; CREATE VIEW note (name, value) AS WITH RECURSIVE c(i) AS"
        " (SELECT 1 UNION ALL SELECT i + 1 FROM c) SELECT 'a', i FROM c",
        "CREATE TRIGGER t AFTER INSERT ON note BEGIN DELETE FROM trial; END",
        "CREATE VIRTUAL TABLE v USING fts4(x)"}) {
    const std::string path = folder_ / "hostile.db";
    create_sqlite_storage(path, example_info());
    run_sql(path, sql);
    EXPECT_THAT(message_of([&] { open_sqlite_storage(path); }),
                AllOf(StartsWith(path), HasSubstr("views or triggers")))
        << sql;
    for (const char* suffix : {"", "-wal", "-shm"}) fs::remove(path + suffix);
  }
}

TEST_F(SqliteStorage, AFileThatIsRemovedOrReplacedIsMissed) {
  const auto storage = with_trials(1);
  fs::rename(path_, path_ + ".away");
  EXPECT_THAT(message_of([&] { storage->claim("w", kLease_s); }),
              AllOf(StartsWith(path_), HasSubstr("removed or replaced")));
  EXPECT_EQ(storage->history().trials.size(), 1U);  // what it held can be saved
  fs::copy_file(path_ + ".away", path_);
  EXPECT_THAT(message_of([&] { storage->claim("w", kLease_s); }), HasSubstr("removed or replaced"));
  fs::remove(path_);
  fs::rename(path_ + ".away", path_);
  EXPECT_EQ(storage->history().trials.size(), 1U);
}

TEST_F(SqliteStorage, AnEmptyFileIsAnInterruptedCreation) {
  std::ofstream(path_).close();
  EXPECT_THAT(message_of([&] { open_sqlite_storage(path_); }), HasSubstr("delete it"));
}

TEST_F(SqliteStorage, ADamagedFileIsNamed) {
  { const auto storage = with_trials(200); }
  const auto size = static_cast<std::streamoff>(fs::file_size(path_));
  std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(4096);
  file << std::string(static_cast<std::size_t>(size - 4096), '\x5a');
  file.close();
  EXPECT_THAT(message_of([&] { open_sqlite_storage(path_)->history(); }),
              AllOf(StartsWith(path_), HasSubstr("damaged")));
  fs::resize_file(path_, 6000);
  EXPECT_THAT(message_of([&] { open_sqlite_storage(path_)->history(); }), StartsWith(path_));
}

TEST_F(SqliteStorage, RowsThatContradictAreNamed) {
  with_trials(3);
  run_sql(path_, "DELETE FROM trial WHERE number = 1");
  EXPECT_THAT(message_of([&] { open_sqlite_storage(path_)->history(); }),
              AllOf(StartsWith(path_), HasSubstr("trial 1 is missing")));
  run_sql(path_, "UPDATE trial SET number = 1 WHERE number = 2; UPDATE trial SET state = 'odd'");
  EXPECT_THAT(message_of([&] { open_sqlite_storage(path_)->history(); }),
              HasSubstr("unknown trial state 'odd'"));
}

TEST_F(SqliteStorage, ANewerStudyIsRefused) {
  with_trials(1);
  run_sql(path_, "UPDATE efs_schema SET version = 99");
  EXPECT_THAT(message_of([&] { open_sqlite_storage(path_); }),
              AllOf(StartsWith(path_), HasSubstr("version 99"), HasSubstr("newer efs")));
  run_sql(path_, "DELETE FROM efs_schema");
  EXPECT_THAT(message_of([&] { open_sqlite_storage(path_); }), HasSubstr("damaged"));
}

// The first released schema, as it was written then; it must be readable for ever.
TEST_F(SqliteStorage, AStudyOfVersion1IsReadable) {
  run_sql(path_, read_file(fs::path(EFS_SOURCE_DIR) / "tests/study/fixtures/study_v1.sql"));
  const auto storage = open_sqlite_storage(path_);
  EXPECT_EQ(storage->info().name, "faces");
  EXPECT_EQ(storage->info().seed, 18364758544493064720ULL);
  const auto trials = storage->history().trials;
  ASSERT_EQ(trials.size(), 2u);
  EXPECT_EQ(trials[0].params, (Params{{"architecture", std::string("resnet18")},
                                      {"learning_rate", 0.001},
                                      {"width", std::int64_t{8}}}));
  EXPECT_EQ(trials[0].state, TrialState::kPaused);
  EXPECT_EQ(trials[0].epochs.size(), 2u);
  EXPECT_EQ(trials[0].epochs[1].metrics.value("val_iou"), 0.30000000000000004);
  EXPECT_TRUE(std::isnan(trials[0].epochs[1].train_loss));
  EXPECT_EQ(trials[0].epochs[1].finished_unix_s, 0.0);
  EXPECT_EQ(trials[0].latency()->median_ms, 12.25);
  EXPECT_EQ(trials[0].macs(), 1814073344);
  EXPECT_EQ(trials[1].state, TrialState::kInfeasible);
  EXPECT_EQ(trials[1].reason, "latency_ms <= 15 (it is 22.4)");
  EXPECT_EQ(storage->note("winner"), "0");
}

TEST_F(SqliteStorage, WhatRanUnderVersion1IsClaimedAgain) {
  run_sql(path_, read_file(fs::path(EFS_SOURCE_DIR) / "tests/study/fixtures/study_v1.sql"));
  run_sql(path_, "UPDATE trial SET state = 'running', worker = 'host:1' WHERE number = 0");
  const auto trial = open_sqlite_storage(path_)->claim("w", kLease_s);
  ASSERT_TRUE(trial.has_value());
  EXPECT_EQ(trial->number, 0);
  EXPECT_EQ(trial->epochs_done(), 2);
  EXPECT_EQ(trial->claims, 1);
}

TEST_F(SqliteStorage, AStudyOfVersion2IsReadableAndGoesOn) {
  run_sql(path_, read_file(fs::path(EFS_SOURCE_DIR) / "tests/study/fixtures/study_v2.sql"));
  const auto storage = open_sqlite_storage(path_);
  Trial trial = storage->history().trials.at(0);
  EXPECT_EQ(trial.state, TrialState::kRunning);
  EXPECT_EQ(trial.worker, "host:1");
  EXPECT_EQ(trial.claims, 2);
  EXPECT_EQ(trial.heartbeat_s, 1700000100.5);
  EXPECT_EQ(trial.batch_halvings, 1);
  ASSERT_EQ(trial.epochs.size(), 2u);
  for (const EpochRecord& record : trial.epochs) {
    EXPECT_EQ(record.images_per_second, 100.0);
    EXPECT_EQ(record.finished_unix_s, 0.0);
    EXPECT_EQ(record.worker, "");
  }
  storage->report_epoch(trial.lease(), {.epoch = 2});
  trial = storage->history().trials.at(0);
  ASSERT_EQ(trial.epochs.size(), 2u);
  EXPECT_GT(trial.epochs[1].finished_unix_s, 1700000100.5);
  EXPECT_EQ(trial.epochs[1].worker, "host:1");
}

TEST_F(SqliteStorage, AStudyOfVersion3IsReadableAndGoesOn) {
  run_sql(path_, read_file(fs::path(EFS_SOURCE_DIR) / "tests/study/fixtures/study_v3.sql"));
  const auto storage = open_sqlite_storage(path_);
  Trial trial = storage->history().trials.at(0);
  EXPECT_EQ(trial.latency()->median_ms, 12.25);
  EXPECT_EQ(trial.cost->latencies.size(), 1u);
  EXPECT_EQ(trial.epochs.at(1).finished_unix_s, 1700000090.5);
  storage->report_cost(trial.lease(), {.latencies = {{kFirstTarget, {12.25}}, {"pi", {40.5}}}});
  trial = storage->history().trials.at(0);
  EXPECT_EQ(trial.cost->latencies.at("pi").median_ms, 40.5);
}

TEST_F(SqliteStorage, AStudyOfVersion4HasItsMetricsAsRowsAndGoesOn) {
  run_sql(path_, read_file(fs::path(EFS_SOURCE_DIR) / "tests/study/fixtures/study_v4.sql"));
  const auto storage = open_sqlite_storage(path_);
  std::vector<Trial> trials = storage->history().trials;
  ASSERT_EQ(trials.size(), 4u);
  EXPECT_EQ(trials[1].epochs.size(), 4u);
  EXPECT_EQ(trials[0].epochs.at(1).metrics.find("val_loss"), 6.94722299575805646298);
  EXPECT_EQ(trials[0].epochs.at(1).metrics.find("val_iou"), 0.372561269821147);
  EXPECT_EQ(trials[1].latency()->p90_ms, 9.32685619991389103233);
  EXPECT_TRUE(storage->apply({PromoteTrial{1, 3, 8, true}}, storage->revision()));
  const auto claimed = storage->claim("w", kLease_s);
  ASSERT_EQ(claimed->number, 1);
  storage->report_epoch(claimed->lease(),
                        {.stage = 3, .epoch = 1, .metrics = {{"val_iou", 0.5}, {"other", 0.25}}});
  trials = storage->history().trials;
  ASSERT_EQ(trials[1].epochs.size(), 5u);
  EXPECT_EQ(trials[1].epochs[4].metrics.find("val_iou"), 0.5);
  EXPECT_EQ(trials[1].epochs[4].metrics.find("other"), 0.25);
}

// It would plan on epochs without any metric, and nobody would see its own.
TEST_F(SqliteStorage, AWorkerOfVersion4FailsWhereTheStudyWasUpgraded) {
  run_sql(path_, read_file(fs::path(EFS_SOURCE_DIR) / "tests/study/fixtures/study_v4.sql"));
  open_sqlite_storage(path_);
  EXPECT_FALSE(runs(path_,
                    "INSERT INTO epoch (trial, stage, epoch, val_loss, val_iou)"
                    " VALUES (0, 1, 3, 1, 1)"));
  EXPECT_FALSE(runs(path_, "SELECT val_iou FROM epoch"));
  EXPECT_TRUE(runs(path_, "SELECT train_loss FROM epoch"));
}

// ---------------------------------------------------------------- bad places

TEST_F(SqliteStorage, AFullDiskIsNamedAndWhatWasReportedIsSafe) {
  const Lease lease = with_trials(1)->claim("w", kLease_s)->lease();
  const std::string result =
      Child([&]() -> std::string {
        std::signal(SIGXFSZ, SIG_IGN);
        const auto storage = open_sqlite_storage(path_);
        storage->report_epoch(lease, {.epoch = 1, .metrics = {{"val_loss", 0.25}}});
        const rlimit limit{0, 0};  // not a byte more to any file
        if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return "no limit";
        return message_of([&] { storage->report_epoch(lease, {.epoch = 2}); });
      }).result();
  EXPECT_THAT(result, AllOf(StartsWith(path_), HasSubstr("is the disk full"), HasSubstr("safe")));
  const auto trial = open_sqlite_storage(path_)->history().trials.at(0);
  ASSERT_EQ(trial.epochs.size(), 1u);
  EXPECT_EQ(trial.epochs[0].metrics.value("val_loss"), 0.25);
  EXPECT_EQ(integrity(path_), "ok");
}

TEST_F(SqliteStorage, ACreationThatFailsLeavesNothing) {
  const std::string result =
      Child([&]() -> std::string {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{8192, 8192};
        if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return "no limit";
        return message_of([&] { create_sqlite_storage(path_, example_info()); });
      }).result();
  EXPECT_THAT(result, StartsWith(path_));
  EXPECT_TRUE(fs::is_empty(folder_.path()));
}

TEST_F(SqliteStorage, AReadOnlyFolderIsNamed) {
  with_trials(1);
  const auto as_nobody = [](const std::function<void()>& action) {
    return Child([&]() -> std::string {  // root is stopped by no permission
             if (::geteuid() == 0 && (::setgid(kNobody) != 0 || ::setuid(kNobody) != 0))
               return "root";
             return message_of(action);
           })
        .result();
  };
  fs::permissions(folder_.path(), fs::perms(0555));
  fs::permissions(path_, fs::perms(0444));
  const std::string fresh = folder_ / "fresh.db";
  EXPECT_THAT(as_nobody([&] { create_sqlite_storage(fresh, example_info()); }),
              AllOf(StartsWith(fresh), HasSubstr("Permission denied")));
  const std::string deep = folder_ / "deep/study.db";
  EXPECT_THAT(as_nobody([&] { create_sqlite_storage(deep, example_info()); }),
              AllOf(StartsWith(deep), HasSubstr("Permission denied")));
  EXPECT_THAT(as_nobody([&] { open_sqlite_storage(path_)->claim("w", kLease_s); }),
              AllOf(StartsWith(path_), HasSubstr("write access"), HasSubstr("permissions")));
  // What is only looked at needs no right to write, also where a log was left behind.
  EXPECT_EQ(as_nobody([&] {
              if (open_sqlite_storage(path_)->history().trials.size() != 1) fail("not the trial");
            }),
            "no error");
  fs::permissions(folder_.path(), fs::perms(0755));
}

}  // namespace
}  // namespace efs::study
