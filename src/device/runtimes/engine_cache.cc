#include "device/runtimes/engine_cache.h"

#include <unistd.h>

#include "core/error.h"
#include "core/files/digest.h"
#include "core/files/files.h"
#include "core/text/outside_json.h"
#include "device/stored_files.h"

namespace efs::device {

namespace {

// The format of the file (a line of JSON before the bytes), and the way engines are built
// (build_engine): another number makes all of them be built anew. Part of the persistent format on
// disk.
constexpr int kEngineFormat = 1;

std::string checked_bytes(const std::string& file, const Json& key) {
  const std::size_t end = file.find('\n');
  if (end == std::string::npos) fail("it has no first line");
  const Json head = parse_outside_json(std::string_view(file).substr(0, end), "its first line");
  if (head.at("key") != key) fail("it is of another model, TensorRT or GPU");
  std::string bytes = file.substr(end + 1);
  if (head.at("sha256") != sha256_hex(bytes)) fail("its bytes are not those that were written");
  return bytes;
}

}  // namespace

EngineCache::EngineCache(fs::path folder, MeasurementProgress tell, std::uint64_t most_bytes)
    : folder_(std::move(folder)),
      tell_(tell ? std::move(tell) : [](const std::string&) {}),
      most_bytes_(most_bytes) {}

Json EngineCache::timings_key(const EngineKey& key) {
  return {{"format", kEngineFormat},
          {"kind", "timings"},
          {"tensorrt_version", key.tensorrt_version},
          {"gpu", key.gpu},
          {"compute_capability", key.compute_capability}};
}

Json EngineCache::engine_key(const EngineKey& key) {
  Json json = timings_key(key);
  json["kind"] = "engine";
  json["model_digest"] = key.model_digest;
  json["precision"] = key.precision;
  return json;
}

fs::path EngineCache::file_of(const Json& key) const {
  return folder_ / (sha256_hex(key.dump()) + "." + key.at("kind").get<std::string>());
}

std::optional<std::string> EngineCache::find(const Json& key) const {
  const fs::path path = file_of(key);
  if (::access(path.c_str(), F_OK) != 0) return std::nullopt;
  try {
    std::string bytes = checked_bytes(read_file(path), key);
    mark_used(path);
    return bytes;
  } catch (const std::exception& fault) {
    tell_(fmt::format("{} is damaged and made anew: {}", path.string(), fault.what()));
    return std::nullopt;
  }
}

void EngineCache::keep(const Json& key, std::string_view bytes) const {
  try {
    std::string file = Json{{"key", key}, {"sha256", sha256_hex(bytes)}}.dump() + "\n";
    file.append(bytes);
    make_room(folder_, {".engine", ".timings"},
              [&](std::uint64_t used) { return used + file.size() <= most_bytes_; });
    write_file_atomically(file_of(key), file);
  } catch (const std::exception& fault) {
    tell_(fmt::format("the {} is not kept for the next time: {}", key.at("kind").get<std::string>(),
                      fault.what()));
  }
}

}  // namespace efs::device
