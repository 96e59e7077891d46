// A file system in memory, so that a disk can be full.
#pragma once

#include <sys/mount.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

namespace efs::testing {

class SmallDisk {
 public:
  /// `size` as mount(8) takes it: "160m". Needs root.
  SmallDisk(std::filesystem::path at, const std::string& size) : at_(std::move(at)) {
    std::filesystem::create_directories(at_);
    mount("size=" + size, 0);
  }
  ~SmallDisk() { ::umount2(at_.c_str(), MNT_DETACH); }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  void enlarge(const std::string& size) const { mount("size=" + size, MS_REMOUNT); }
  void make_read_only() const { mount("", MS_REMOUNT | MS_RDONLY); }
  /// To the last byte.
  void fill() const {
    std::ofstream file(at_ / "ballast", std::ios::binary);
    const std::string block(1 << 16, 'x');
    while (file.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
    }
  }
  void empty() const { std::filesystem::remove(at_ / "ballast"); }

 private:
  void mount(const std::string& options, unsigned long flags) const {
    if (::mount("tmpfs", at_.c_str(), "tmpfs", flags, options.c_str()) != 0) {
      throw std::runtime_error("cannot mount a small disk; this test runs as root");
    }
  }
  std::filesystem::path at_;
};

}  // namespace efs::testing
