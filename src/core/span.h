// std::span as efs::Span, also in C++17, which boards' compilers know.
#pragma once

#if __cplusplus >= 202002L
#include <span>
namespace efs {
template <typename T>
using Span = std::span<T>;
}
#else
#include <cstddef>
#include <type_traits>
namespace efs {
template <typename T>
class Span {
 public:
  Span(T* data, std::size_t size) : data_(data), size_(size) {}
  template <typename Container>
  Span(Container& values) : data_(values.data()), size_(values.size()) {}  // NOLINT: as std's
  T* data() const { return data_; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T* begin() const { return data_; }
  T* end() const { return data_ + size_; }
  T& operator[](std::size_t i) const { return data_[i]; }

 private:
  T* data_;
  std::size_t size_;
};
}  // namespace efs
#endif
