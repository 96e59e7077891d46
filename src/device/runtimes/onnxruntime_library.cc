#include "device/runtimes/onnxruntime_library.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/process/standard_streams.h"

namespace efs::device::ort {

namespace {

constexpr std::uint32_t kApiVersion = 1;  // what Api declares has been there since

void* open_named(const char* path) {
  if (void* library = ::dlopen(path, RTLD_NOW | RTLD_LOCAL)) return library;
  fail("{} names ONNX Runtime's library, which cannot be loaded: {}", kLibraryVariable,
       ::dlerror());
}

/// Debian's package has the minor version in the file's name (libonnxruntime.so.1.21), and the other
/// names only in the package for developers.
std::vector<std::string> systems_names() {
  std::vector<std::string> names{"libonnxruntime.so.1", "libonnxruntime.so"};
  for (int minor = 99; minor >= 4; --minor) {
    names.push_back(fmt::format("libonnxruntime.so.1.{}", minor));
  }
  return names;
}

/// Null: there is none.
void* find_library() {
  const char* named = std::getenv(kLibraryVariable);
  if (named != nullptr && *named != '\0') return open_named(named);
  for (const std::string& name : systems_names()) {
    if (void* library = ::dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL)) return library;
  }
  return nullptr;
}

void* open_library() {
  if (void* library = find_library()) return library;
  fail("ONNX Runtime's library is not on this system; {}", how_to_get_library());
}

}  // namespace

std::string how_to_get_library() {
  return fmt::format(
      "install libonnxruntime1.21 (Debian 13), or set {} to the libonnxruntime.so in npm's "
      "onnxruntime-node or Python's onnxruntime",
      kLibraryVariable);
}

const Library& Library::get() {
  static const Library library;
  return library;
}

bool Library::is_here() {
  if (find_library() == nullptr) return false;
  get();
  return true;
}

Library::Library() {
  void* handle = open_library();
  using GetApiBase = const ApiBase* (*)();
  const auto get_base = reinterpret_cast<GetApiBase>(::dlsym(handle, "OrtGetApiBase"));
  if (get_base == nullptr) {
    ::dlclose(handle);
    fail("{} names a library that is not ONNX Runtime", kLibraryVariable);
  }
  version_ = get_base()->get_version();
  api_ = get_base()->get_api(kApiVersion);
  if (api_ == nullptr) fail("ONNX Runtime {} no longer offers its first API", version_);
  const SilencedErrors silenced;
  check(api_->create_env(kOnlyErrors, "efs", &env_));
}

void Library::check(Status* status) const {
  if (status == nullptr) return;
  const std::string message = api_->get_error_message(status);
  api_->release_status(status);
  fail("ONNX Runtime {}: {}", version_, message);
}

}  // namespace efs::device::ort
