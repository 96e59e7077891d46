// The contract suite on a real server, and what is PostgreSQL's own: restarts, schemas, versions.
#include <chrono>
#include <thread>

#include "study/location/study_url.h"
#include "study/sql/soci.h"
#include "study/storage_contract.h"
#include "support/child.h"
#include "support/message_of.h"
#include "support/postgres_server.h"

// After study/sql/soci.h, which configures SOCI.
#include <soci/postgresql/soci-postgresql.h>

namespace efs::study {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

testing::PostgresServer& server() {
  static testing::PostgresServer one;
  return one;
}

/// Of a study that no other test has.
std::string fresh_url() {
  static int count = 0;
  return server().url() + "/study" + std::to_string(++count);
}

class PostgresHarness final : public StorageHarness {
 public:
  Storage& storage() override { return *storage_; }
  std::shared_ptr<Storage> another() override { return open_postgres_storage(url_); }

 private:
  std::string url_ = fresh_url();
  std::unique_ptr<Storage> storage_ = create_postgres_storage(url_, example_info());
};

INSTANTIATE_TEST_SUITE_P(Postgres, StorageContract, ::testing::Values([] {
                           return std::unique_ptr<StorageHarness>(new PostgresHarness);
                         }));

class PostgresStorage : public ::testing::Test {
 protected:
  std::unique_ptr<Storage> with_trials(int count) const {
    auto storage = create_postgres_storage(url_, example_info());
    std::vector<Action> actions;
    for (int i = 0; i < count; ++i) actions.emplace_back(CreateTrial{{}, 1, 10});
    EXPECT_TRUE(storage->apply(actions, storage->revision()));
    return storage;
  }
  /// Plain SQL in the study's schema, past Storage.
  void run_sql(const std::string& statement) const {
    soci::session sql(soci::postgresql, PostgresUrl(url_).connection());
    sql << statement;
  }
  void back_to_version_2() const {
    for (const std::string metric : {"val_loss", "val_iou"}) {
      run_sql("ALTER TABLE epoch ADD COLUMN " + metric + " DOUBLE PRECISION");
      run_sql("UPDATE epoch e SET " + metric + " = (SELECT value FROM epoch_metric m WHERE" +
              " m.trial = e.trial AND m.stage = e.stage AND m.epoch = e.epoch AND m.name = '" +
              metric + "')");
    }
    run_sql("DROP TABLE epoch_metric");
    for (const std::string column : {"median_ms", "p90_ms", "detail"}) {
      run_sql("ALTER TABLE trial ADD COLUMN latency_" + column +
              (column == "detail" ? " TEXT" : " DOUBLE PRECISION"));
    }
    run_sql("DROP TABLE latency");
    run_sql("ALTER TABLE epoch DROP COLUMN finished_unix_s");
    run_sql("ALTER TABLE epoch DROP COLUMN worker");
    run_sql("UPDATE efs_schema SET version = 2");
  }

  std::string url_ = fresh_url();
};

TEST_F(PostgresStorage, StudiesOfOneDatabaseAreApart) {
  const auto one = with_trials(2);
  const auto other = create_postgres_storage(fresh_url(), example_info());
  EXPECT_EQ(one->history().trials.size(), 2U);
  EXPECT_TRUE(other->history().trials.empty());
}

TEST_F(PostgresStorage, AStudyThatExistsIsNotOverwritten) {
  with_trials(3);
  EXPECT_THAT(message_of([&] { create_postgres_storage(url_, example_info()); }),
              AllOf(StartsWith(url_), HasSubstr("exists already"), HasSubstr("--resume")));
  EXPECT_EQ(open_postgres_storage(url_)->history().trials.size(), 3U);
}

TEST_F(PostgresStorage, OpeningWhatIsNotThereMakesNothing) {
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(message_of([&] { open_postgres_storage(url_); }),
                AllOf(StartsWith(url_), HasSubstr("no such study"), HasSubstr("efs search")));
  }
}

TEST_F(PostgresStorage, SaysWhatIsWrongWithTheServer) {
  std::string missing = server().url();
  missing.replace(missing.rfind("/postgres"), std::string::npos, "/nowhere/a");
  EXPECT_THAT(message_of([&] { open_postgres_storage(missing); }),
              AllOf(HasSubstr("nowhere"), HasSubstr("createdb")));
  EXPECT_THAT(message_of([&] { open_postgres_storage("postgresql://u:secret@127.0.0.1:1/d/a"); }),
              AllOf(StartsWith("postgresql://u@127.0.0.1:1/d/a"), HasSubstr("is it running"),
                    Not(HasSubstr("secret"))));
}

TEST_F(PostgresStorage, ANewerStudyIsRefused) {
  with_trials(1);
  run_sql("UPDATE efs_schema SET version = 99");
  EXPECT_THAT(message_of([&] { open_postgres_storage(url_); }),
              AllOf(StartsWith(url_), HasSubstr("version 99"), HasSubstr("newer efs")));
}

TEST_F(PostgresStorage, ARestartOfTheServerMakesCallsWait) {
  const auto storage = with_trials(2);
  const Lease lease = storage->claim("w", 3600.0)->lease();
  storage->report_epoch(lease, {.epoch = 1});
  server().stop();
  std::thread back([] {
    std::this_thread::sleep_for(std::chrono::milliseconds(700));
    server().start();
  });
  storage->report_epoch(lease, {.epoch = 2});
  back.join();
  server().stop();
  server().start();
  EXPECT_EQ(storage->history().trials.at(0).epochs_done(), 2);
  server().stop();
  server().start();
  storage->pause(lease);
  EXPECT_EQ(storage->claim("w", 3600.0)->number, 1);
  EXPECT_EQ(open_postgres_storage(url_)->history().trials.at(0).state, TrialState::kPaused);
}

TEST_F(PostgresStorage, AKilledWorkerLeavesNoLock) {
  with_trials(2);
  Child killed([&]() -> std::string {
    const auto storage = open_postgres_storage(url_);
    const auto trial = storage->claim("w", 0.05);
    storage->report_epoch(trial->lease(), {.epoch = 1});
    ::kill(::getpid(), SIGKILL);
    return {};
  });
  EXPECT_EQ(killed.result(), "");
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  const auto trial = open_postgres_storage(url_)->claim("other", 3600.0);
  ASSERT_TRUE(trial.has_value());
  EXPECT_EQ(trial->number, 0);
  EXPECT_EQ(trial->epochs_done(), 1);
}

// What versions 1 and 2 were, as a PostgreSQL database could have had them.
TEST_F(PostgresStorage, AnOlderStudyIsUpgraded) {
  with_trials(1);
  back_to_version_2();
  for (const char* statement :
       {"DROP INDEX trial_to_claim", "CREATE INDEX trial_by_state ON trial (state, number)",
        "ALTER TABLE trial DROP COLUMN claims", "ALTER TABLE trial DROP COLUMN heartbeat_s",
        "ALTER TABLE trial DROP COLUMN lease_until_s", "ALTER TABLE trial DROP COLUMN losses",
        "ALTER TABLE trial DROP COLUMN batch_halvings", "UPDATE efs_schema SET version = 1"}) {
    run_sql(statement);
  }
  std::vector<std::thread> openers;
  for (int i = 0; i < 4; ++i) openers.emplace_back([&] { open_postgres_storage(url_); });
  for (auto& opener : openers) opener.join();
  EXPECT_EQ(open_postgres_storage(url_)->claim("w", 3600.0)->claims, 1);
}

TEST_F(PostgresStorage, AStudyOfVersion2DoesNotKnowWhenItsEpochsEnded) {
  const auto before = with_trials(1);
  const Lease lease = before->claim("w", 3600.0)->lease();
  before->report_epoch(lease, {.epoch = 1, .metrics = {{"val_loss", 0.25}}});
  back_to_version_2();
  const auto storage = open_postgres_storage(url_);
  storage->report_epoch(lease, {.epoch = 2});
  const auto epochs = storage->history().trials.at(0).epochs;
  ASSERT_EQ(epochs.size(), 2U);
  EXPECT_EQ(epochs[0].metrics.value("val_loss"), 0.25);
  EXPECT_EQ(epochs[0].finished_unix_s, 0.0);
  EXPECT_EQ(epochs[0].worker, "");
  EXPECT_GT(epochs[1].finished_unix_s, 0.0);
  EXPECT_EQ(epochs[1].worker, "w");
}

}  // namespace
}  // namespace efs::study
