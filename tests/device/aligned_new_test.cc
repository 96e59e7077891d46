// That the measuring programs' large arrays begin on cache lines, OpenCV's too.
#include <dlfcn.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <new>

namespace efs::device {
namespace {

std::uintptr_t beyond_cache_line(const void* memory) {
  return reinterpret_cast<std::uintptr_t>(memory) % 64;
}

TEST(AlignedNew, LargeArraysBeginOnACacheLine) {
  std::vector<std::unique_ptr<float[]>> kept;
  std::vector<std::unique_ptr<char>> between;  // which moves what follows by 16 bytes each time
  for (std::size_t count = 256; count < 1000000; count = count * 5 / 4 + 1) {
    between.push_back(std::make_unique<char>());
    kept.emplace_back(new float[count]);
    EXPECT_EQ(beyond_cache_line(kept.back().get()), 0U) << count;
  }
}

TEST(AlignedNew, LibrariesTakeThemFromHere) {
  Dl_info program{}, taken{};
  ASSERT_NE(::dladdr(reinterpret_cast<void*>(&beyond_cache_line), &program), 0);
  // What a library that calls new float[] is bound to.
  void* const array_new = ::dlsym(RTLD_DEFAULT, "_Znam");
  ASSERT_NE(array_new, nullptr);
  ASSERT_NE(::dladdr(array_new, &taken), 0);
  EXPECT_EQ(taken.dli_fbase, program.dli_fbase) << taken.dli_fname;
}

TEST(AlignedNew, WhatIsTooLargeThrows) {
  volatile std::size_t size = SIZE_MAX / 4;
  EXPECT_THROW(static_cast<void>(::operator new(size)), std::bad_alloc);
  EXPECT_EQ(::operator new(size, std::nothrow), nullptr);
}

TEST(AlignedNew, NothingIsAPlaceToo) {
  void* const first = ::operator new(0);
  void* const second = ::operator new(0);
  EXPECT_NE(first, second);
  ::operator delete(first);
  ::operator delete(second);
}

}  // namespace
}  // namespace efs::device
