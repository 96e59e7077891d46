// Arrays that `new` gives begin on a cache line, in the program and in the libraries that it loads
// (a replacement of the standard's allocation functions, [new.delete]).
//
// OpenCV 4.6 copies what a convolution reads into an array from `new float[]`, and reads that 64
// bytes at a time where the processor has AVX-512. glibc's malloc begins at any multiple of 16: one
// load of a network is then up to 1.4 times as slow as the next (docs/latency.md).
#include <algorithm>
#include <cstdlib>
#include <new>

namespace {

constexpr std::size_t kCacheLine = 64;
constexpr std::size_t kLarge = 1024;  // bytes; smaller ones are many, and soon read

void* allocate(std::size_t size) {
  while (true) {
    void* const memory = size < kLarge ? std::malloc(std::max<std::size_t>(size, 1))
                                       : std::aligned_alloc(kCacheLine, size);
    if (memory) return memory;
    const std::new_handler handler = std::get_new_handler();
    if (!handler) throw std::bad_alloc();
    handler();
  }
}

}  // namespace

void* operator new(std::size_t size) { return allocate(size); }
void* operator new[](std::size_t size) { return allocate(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
