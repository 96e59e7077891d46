// The contract suite on each implementation.
#include <filesystem>

#include "study/storage_contract.h"
#include "support/memory_storage.h"
#include "support/temporary_folder.h"

namespace efs::study {
namespace {

class MemoryHarness final : public StorageHarness {
 public:
  Storage& storage() override { return *storage_; }
  std::shared_ptr<Storage> another() override { return storage_; }

 private:
  std::shared_ptr<Storage> storage_ = create_memory_storage(example_info());
};

class SqliteHarness final : public StorageHarness {
 public:
  Storage& storage() override { return *storage_; }
  std::shared_ptr<Storage> another() override { return open_sqlite_storage(path_); }

 private:
  TemporaryFolder folder_;
  std::string path_ = folder_ / "study.db";
  std::unique_ptr<Storage> storage_ = create_sqlite_storage(path_, example_info());
};

template <typename Harness>
std::unique_ptr<StorageHarness> make() {
  return std::make_unique<Harness>();
}

INSTANTIATE_TEST_SUITE_P(Memory, StorageContract, testing::Values(&make<MemoryHarness>));
INSTANTIATE_TEST_SUITE_P(Sqlite, StorageContract, testing::Values(&make<SqliteHarness>));

}  // namespace
}  // namespace efs::study
