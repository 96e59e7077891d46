// Model files that were uploaded to a board: whole ones with their digest, and what has come so
// far.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "core/files/filesystem.h"
#include "device/agent/http_head.h"

namespace efs::device {

struct StoreLimits {
  std::uint64_t model_bytes = 1ULL << 30;  // of one file
  std::uint64_t cache_bytes = 4ULL << 30;  // of all; the least recently used go first
  std::uint64_t free_bytes = 64ULL << 20;  // that the disk keeps for others
};

/// A name is "<SHA-256 of the file><suffix>", such as "ab...cd.onnx". Any thread may call. Files of
/// other names in the folder are somebody else's: neither counted nor removed.
class ModelStore {
 public:
  /// Makes the folder. What an earlier process left there is used on. Error: another process has
  /// it, which would remove what this one measures.
  ModelStore(fs::path folder, const StoreLimits& limits);
  ~ModelStore();
  ModelStore(const ModelStore&) = delete;
  ModelStore& operator=(const ModelStore&) = delete;

  struct Have {
    std::uint64_t bytes = 0;
    bool complete = false;
  };
  Have have(const std::string& name) const;

  /// The bytes of a file from `offset` on, as they come. What came stays when the upload breaks
  /// off.
  class Upload {
   public:
    ~Upload();
    Upload(const Upload&) = delete;
    Upload& operator=(const Upload&) = delete;
    /// HttpRefused: more than was announced, or the disk is full (and what came goes again).
    void write(const char* bytes, std::size_t count);
    /// Checks the digest if all is there. HttpRefused: it is another file's; nothing of it stays.
    Have finish();

   private:
    friend class ModelStore;
    Upload(ModelStore& store, std::string name, std::uint64_t offset, std::uint64_t total);
    ModelStore& store_;
    std::string name_;
    std::uint64_t size_;
    std::uint64_t total_;
    int descriptor_ = -1;
  };
  /// `offset` must be what have() says, `total` the size of the whole file; both may be equal,
  /// where a process ended before it had looked at the digest. What has come of a longer file is
  /// dropped. HttpRefused: it is not, another upload of the file is under way, or there is no
  /// room.
  std::unique_ptr<Upload> begin(const std::string& name, std::uint64_t offset, std::uint64_t total);

  /// Keeps a whole file from being removed while it lives; null: the file is not here.
  std::shared_ptr<const fs::path> pin(const std::string& name);

  /// Of a whole file that turns out not to be what its name says.
  void remove(const std::string& name);

 private:
  class Lock;
  fs::path whole(const std::string& name) const { return folder_ / name; }
  fs::path partial(const std::string& name) const { return folder_ / (name + ".part"); }
  /// Removes files until `bytes` more fit.
  void make_room(const std::string& for_name, std::uint64_t bytes);
  bool fits(std::uint64_t used, std::uint64_t bytes) const;

  fs::path folder_;
  std::unique_ptr<Lock> lock_;
  StoreLimits limits_;
  mutable std::mutex mutex_;
  std::set<std::string> uploading_;
  std::map<std::string, int> pins_;
};

}  // namespace efs::device
