// What a study's database takes: claims, and reported epochs, a second, with 1, 4 and 16 workers on
// each kind of storage. Workers are processes; on memory, threads. The server is one of its own.
// Then what it gives: reading all trials, and bringing a History up to date after one epoch.
//   bench_storage --seconds 3 --trials 10000
#include "study/storage.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <numeric>
#include <thread>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "core/stats.h"
#include "core/text/parse_number.h"
#include "core/version.h"
#include "support/memory_storage.h"
#include "tests/support/child.h"
#include "tests/support/postgres_server.h"
#include "tests/support/temporary_folder.h"

namespace {

using efs::study::Storage;

constexpr double kLease_s = 3600.0;
constexpr int kEpochs = 5;  // a trial

using Open = std::function<std::shared_ptr<Storage>()>;

/// Claims a trial, reports its epochs, renews its lease, returns it; counts trials.
int work(Storage& storage, int worker, double seconds) {
  efs::SystemClock clock;
  const std::string name = "w" + std::to_string(worker);
  const double end_s = clock.steady_s() + seconds;
  int trials = 0;
  for (; clock.steady_s() < end_s; ++trials) {
    const auto trial = storage.claim(name, kLease_s);
    for (int epoch = 1; epoch <= kEpochs; ++epoch) {
      storage.report_epoch(trial->lease(),
                           {.epoch = epoch, .metrics = {{"val_loss", 0.1 * epoch}}});
    }
    storage.release(trial->lease());
  }
  return trials;
}

int by_processes(const Open& open, int workers, double seconds) {
  std::vector<std::unique_ptr<efs::Child>> children;
  for (int i = 0; i < workers; ++i) {
    children.push_back(
        std::make_unique<efs::Child>([&, i] { return std::to_string(work(*open(), i, seconds)); }));
  }
  int trials = 0;
  for (const auto& child : children) {
    const std::string text = child->result();
    const auto count = efs::parse_number<int>(text);
    if (!count) efs::fail("a worker failed: {}", text);
    trials += *count;
  }
  return trials;
}

int by_threads(Storage& storage, int workers, double seconds) {
  std::vector<int> trials(static_cast<std::size_t>(workers));
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < trials.size(); ++i) {
    threads.emplace_back([&, i] { trials[i] = work(storage, static_cast<int>(i), seconds); });
  }
  for (auto& thread : threads) thread.join();
  return std::accumulate(trials.begin(), trials.end(), 0);
}

void fill(Storage& storage) {
  std::vector<efs::study::Action> actions(100, efs::study::CreateTrial{{}, 1, kEpochs});
  storage.apply(actions, storage.revision());
}

void print(const char* kind, int workers, int trials, double seconds) {
  fmt::print("| {} | {} | {:.0f} | {:.0f} |\n", kind, workers, trials / seconds,
             kEpochs * trials / seconds);
  std::fflush(stdout);
}

void run(double seconds) {
  fmt::print(
      "efs {}, {} s each\n\n| storage | workers | claims/s | epochs/s |\n"
      "| --- | --- | --- | --- |\n",
      efs::program_version(), seconds);
  const efs::TemporaryFolder folder;
  const std::string file = folder / "study.db";
  fill(*efs::study::create_sqlite_storage(file, {}));
  efs::testing::PostgresServer server;
  const std::string url = server.url() + "/bench";
  fill(*efs::study::create_postgres_storage(url, {}));
  // Processes first: they must not be forked from threads.
  for (const int workers : {1, 4, 16}) {
    const auto open = [&] { return efs::study::open_sqlite_storage(file); };
    print("SQLite", workers, by_processes(open, workers, seconds), seconds);
  }
  for (const int workers : {1, 4, 16}) {
    const auto open = [&] { return efs::study::open_postgres_storage(url); };
    print("PostgreSQL", workers, by_processes(open, workers, seconds), seconds);
  }
  for (const int workers : {1, 4, 16}) {
    const auto memory = efs::study::create_memory_storage({});
    fill(*memory);
    print("memory", workers, by_threads(*memory, workers, seconds), seconds);
  }
}

/// `trials` trials of 20 epochs with two metrics each.
void fill_with_epochs(Storage& storage, int trials) {
  efs::study::Snapshot snapshot;
  for (int number = 0; number < trials; ++number) {
    efs::study::Trial trial{.number = number, .params = {{"learning_rate", 1e-3 * (1 + number)}}};
    for (int epoch = 1; epoch <= 20; ++epoch) {
      trial.epochs.push_back(
          {.epoch = epoch, .metrics = {{"val_loss", 1.0 / epoch}, {"val_iou", 0.04 * epoch}}});
    }
    snapshot.history.trials.push_back(std::move(trial));
  }
  storage.restore(snapshot);
}

double median_ms(int times, const std::function<void()>& body) {
  efs::SystemClock clock;
  std::vector<double> taken_ms;
  for (int i = 0; i < times; ++i) {
    const double begun_s = clock.steady_s();
    body();
    taken_ms.push_back(1e3 * (clock.steady_s() - begun_s));
  }
  return efs::median(taken_ms);
}

void time_reading(const char* kind, Storage& storage, int trials) {
  fill_with_epochs(storage, trials);
  const auto lease = storage.claim("w", kLease_s)->lease();
  efs::study::History history;
  storage.refresh(history);
  int epoch = 20;
  const double all_ms = median_ms(5, [&] { storage.history(); });
  const double changed_ms = median_ms(21, [&] {
    storage.report_epoch(lease, {.epoch = ++epoch, .metrics = {{"val_loss", 0.1}}});
    storage.refresh(history);
  });
  fmt::print("| {} | {} | {:.0f} | {:.1f} |\n", kind, trials, all_ms, changed_ms);
}

void run_reading(int trials) {
  fmt::print(
      "\n| storage | trials of 20 epochs | all of them, ms | an epoch reported and read, ms |\n"
      "| --- | --- | --- | --- |\n");
  const efs::TemporaryFolder folder;
  time_reading("SQLite", *efs::study::create_sqlite_storage(folder / "study.db", {}), trials);
  efs::testing::PostgresServer server;
  time_reading("PostgreSQL", *efs::study::create_postgres_storage(server.url() + "/bench", {}),
               trials);
}

}  // namespace

int main(int argc, char** argv) {
  double seconds = 3.0;
  CLI::App app("claims and reports a second");
  app.add_option("--seconds", seconds, "of each measurement")->capture_default_str();
  int trials = 10'000;
  app.add_option("--trials", trials, "of the study that is read")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  try {
    run(seconds);
    run_reading(trials);
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_storage: {}\n", error.what());
    return 1;
  }
  return 0;
}
