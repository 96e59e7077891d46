// The memory of freed tensors, kept for the next ones. Torch-free.
#pragma once

namespace efs::train {

/// While one lives, the memory of tensors on the CPU that are freed is kept for new ones of about the
/// same size; its end gives it back. A training step allocates the same tensors again and again, and
/// malloc() returns large ones to the system each time: a quarter of a step's time went into pages
/// that were mapped and cleared anew. May be nested. Pages are huge where the system allows it. Where
/// memory ends, what is kept is given back first; then std::bad_alloc.
class ReusedMemory {
 public:
  ReusedMemory();
  ~ReusedMemory();
  ReusedMemory(const ReusedMemory&) = delete;
  ReusedMemory& operator=(const ReusedMemory&) = delete;
};

}  // namespace efs::train
