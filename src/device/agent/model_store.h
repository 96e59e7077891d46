// Model files on a board: those that were uploaded, named by their digest, and unfinished uploads.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "core/files/filesystem.h"
#include "http/head.h"

namespace efs::device {

struct StoreLimits {
  std::uint64_t model_bytes = 1ULL << 30;  // of one file
  std::uint64_t cache_bytes = 4ULL << 30;  // of all; the least recently used go first
  std::uint64_t free_bytes = 64ULL << 20;  // to leave free on the disk
};

/// A name is "<SHA-256 of the file><suffix>", such as "ab...cd.onnx". Any thread may call. Files of
/// other names in the folder are somebody else's: neither counted nor removed.
class ModelStore {
 public:
  /// Makes the folder, or uses the files that an earlier process left there. Error: another process
  /// uses the folder, and would remove what this one measures.
  ModelStore(fs::path folder, const StoreLimits& limits);
  ~ModelStore();
  ModelStore(const ModelStore&) = delete;
  ModelStore& operator=(const ModelStore&) = delete;

  struct Have {
    std::uint64_t bytes = 0;
    bool complete = false;
  };
  Have have(const std::string& name) const;

  /// Takes the bytes of a file as they come, and keeps them when the upload breaks off.
  class Upload {
   public:
    ~Upload();
    Upload(const Upload&) = delete;
    Upload& operator=(const Upload&) = delete;
    /// http::Refused: there is more than was announced, or the disk is full (the file is removed).
    void write(const char* bytes, std::size_t count);
    /// Checks the digest once the file is complete. http::Refused: it is another (the file is removed).
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
  /// `offset` must be have().bytes, `total` the size of the whole file; they are equal if a process
  /// ended before it checked the digest. An unfinished upload longer than `total` is dropped first.
  /// http::Refused: `offset` is another, the file is being uploaded, or there is no room.
  std::unique_ptr<Upload> begin(const std::string& name, std::uint64_t offset, std::uint64_t total);

  /// Keeps a whole file from being removed for as long as the result lives; null: there is no file.
  std::shared_ptr<const fs::path> pin(const std::string& name);

  /// Removes a whole file that turned out to be damaged.
  void remove(const std::string& name);

 private:
  fs::path whole(const std::string& name) const { return folder_ / name; }
  fs::path partial(const std::string& name) const { return folder_ / (name + ".part"); }
  /// Removes files until `bytes` more fit.
  void make_room(const std::string& for_name, std::uint64_t bytes);
  bool fits(std::uint64_t used, std::uint64_t bytes) const;

  fs::path folder_;
  StoreLimits limits_;
  int lock_;  // a descriptor of the folder's lock file
  mutable std::mutex mutex_;
  std::set<std::string> uploading_;
  std::map<std::string, int> pins_;
};

}  // namespace efs::device
