#include "train/reused_memory.h"

#include <c10/core/Allocator.h>
#include <sys/mman.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <new>
#include <unordered_map>
#include <vector>

namespace efs::train {
namespace {

constexpr std::size_t kAlignment = 64;  // libtorch's
constexpr std::size_t kSmallest = std::size_t{32}
                                  << 10;  // that is kept; malloc() keeps smaller ones
constexpr std::size_t kHugePage = std::size_t{2} << 20;

/// At least `bytes`: eight sizes for each power of two.
std::size_t rounded(std::size_t bytes) {
  if (bytes < kSmallest) return bytes;
  const std::size_t step = std::bit_floor(bytes) / 8;
  return (bytes + step - 1) / step * step;
}

/// nullptr where there is none.
void* new_block(std::size_t bytes) {
  const bool is_huge = bytes >= kHugePage;
  void* block = nullptr;
  if (::posix_memalign(&block, is_huge ? kHugePage : kAlignment, bytes) != 0) return nullptr;
  if (is_huge) ::madvise(block, bytes, MADV_HUGEPAGE);  // a wish
  return block;
}

class Blocks {
 public:
  void* take(std::size_t bytes) {
    bytes = rounded(bytes);
    const std::lock_guard lock(mutex_);
    if (void* block = take_kept(bytes)) return block;
    void* block = new_block(bytes);
    if (block == nullptr) {
      free_kept();
      block = new_block(bytes);
    }
    if (block == nullptr) throw std::bad_alloc();
    size_of_[block] = bytes;
    return block;
  }

  /// False if it is none of ours.
  bool give_back(void* block) {
    const std::lock_guard lock(mutex_);
    const auto found = size_of_.find(block);
    if (found == size_of_.end()) return false;
    if (users_ > 0 && found->second >= kSmallest) {
      kept_[found->second].push_back(block);
    } else {
      std::free(block);
    }
    size_of_.erase(found);
    return true;
  }

  void add_user() {
    const std::lock_guard lock(mutex_);
    ++users_;
  }

  void remove_user() {
    const std::lock_guard lock(mutex_);
    if (--users_ == 0) free_kept();
  }

 private:
  /// The smallest that is large enough; nullptr where each would waste a third of its size.
  void* take_kept(std::size_t bytes) {
    auto kept = kept_.lower_bound(bytes);
    while (kept != kept_.end() && kept->second.empty()) ++kept;
    if (kept == kept_.end() || kept->first > bytes + bytes / 2) return nullptr;
    void* block = kept->second.back();
    kept->second.pop_back();
    size_of_[block] = kept->first;
    return block;
  }

  void free_kept() {
    for (auto& [bytes, kept] : kept_) {
      std::ranges::for_each(kept, [](void* block) { std::free(block); });
      kept.clear();
    }
  }

  std::mutex mutex_;
  int users_ = 0;
  std::unordered_map<void*, std::size_t> size_of_;  // of the blocks that are in use
  std::map<std::size_t, std::vector<void*>> kept_;  // by their size
};

/// Never destroyed: tensors may outlive all else.
Blocks& blocks() {
  static auto* const all = new Blocks;
  return *all;
}

/// libtorch's own.
c10::Allocator& usual_allocator() {
  static c10::Allocator* const usual = c10::GetAllocator(c10::DeviceType::CPU);
  return *usual;
}

/// oneDNN frees by the allocator of now what it took from that of before.
void give_back(void* data) {
  if (data != nullptr && !blocks().give_back(data)) usual_allocator().raw_deleter()(data);
}

/// allocate() is const in libtorch 1.13 and not in 2.6, which also asks for copy_data().
class BlockAllocator : public c10::Allocator {
 public:
  // NOLINTBEGIN(modernize-use-override)
  virtual c10::DataPtr allocate(std::size_t bytes) const { return data_ptr(bytes); }
  virtual c10::DataPtr allocate(std::size_t bytes) { return data_ptr(bytes); }
  virtual c10::DeleterFnPtr raw_deleter() const { return &give_back; }
  virtual void copy_data(void* to, const void* from, std::size_t bytes) const {
    std::memcpy(to, from, bytes);
  }
  // NOLINTEND(modernize-use-override)

 private:
  static c10::DataPtr data_ptr(std::size_t bytes) {
    void* data = bytes == 0 ? nullptr : blocks().take(bytes);
    return {data, data, &give_back, c10::Device(c10::DeviceType::CPU)};
  }
};

/// For good: what it gave cannot be freed by another one.
void replace_allocator() {
  [[maybe_unused]] static const bool once = [] {
    usual_allocator();
    c10::SetAllocator(c10::DeviceType::CPU, new BlockAllocator);
    return true;
  }();
}

}  // namespace

ReusedMemory::ReusedMemory() {
  replace_allocator();
  blocks().add_user();
}

ReusedMemory::~ReusedMemory() { blocks().remove_user(); }

}  // namespace efs::train
