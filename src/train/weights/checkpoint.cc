#include "train/weights/checkpoint.h"

#include <charconv>
#include <map>
#include <optional>
#include <vector>

#include "core/error.h"
#include "core/files/digest.h"
#include "core/files/files.h"
#include "core/version.h"
#include "train/weights/safetensors.h"

namespace efs::train {
namespace {

constexpr int kVersion = 3;

// Keys of the metadata and prefixes of the tensors: part of the persistent format.
constexpr const char* kVersionKey = "efs.checkpoint";
constexpr const char* kDigestKey = "efs.sha256";
constexpr const char* kGraphKey = "efs.graph";
constexpr const char* kDataKey = "efs.data";
constexpr const char* kOptionsKey = "efs.options";
constexpr const char* kEpochsKey = "efs.epochs_done";
constexpr const char* kBestEpochKey = "efs.best_epoch";
constexpr const char* kBestAccuracyKey = "efs.best_val_iou";
constexpr const char* kStepsKey = "efs.optimizer_steps";

struct Part {
  const char* prefix;
  graph::Weights Checkpoint::*weights;
};
constexpr Part kParts[] = {
    {"model/", &Checkpoint::weights},         {"average/", &Checkpoint::average},
    {"best/", &Checkpoint::best_weights},     {"first/", &Checkpoint::first_moments},
    {"second/", &Checkpoint::second_moments},
};

using Metadata = std::map<std::string, std::string>;

/// Over metadata (but for the digest itself), names, shapes and data, each with its length.
class ContentDigest {
 public:
  explicit ContentDigest(const Metadata& metadata) {
    for (const auto& [key, value] : metadata) {
      if (key != kDigestKey) text(key), text(value);
    }
  }
  void tensor(const std::string& name, const graph::Shape& shape,
              std::span<const std::byte> bytes) {
    text(name);
    text(graph::to_string(shape));
    sha_.add(bytes);
  }
  std::string hex() { return sha_.hex(); }

 private:
  void text(const std::string& value) {
    sha_.add(std::to_string(value.size()) + ":");
    sha_.add(value);
  }
  Sha256 sha_;
};

template <typename Number>
Number parse_number(const Metadata& metadata, const char* key, const std::string& file_name) {
  Number value{};
  const auto found = metadata.find(key);
  if (found != metadata.end()) {
    const std::string& text = found->second;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec == std::errc() && result.ptr == text.data() + text.size()) return value;
  }
  fail(
      "{}: the checkpoint's '{}' is missing or no number; it is damaged, delete it to train the "
      "trial again from the start",
      file_name, key);
}

void check_version(const Metadata& metadata, const std::string& file_name) {
  const auto found = metadata.find(kVersionKey);
  if (found == metadata.end()) {
    fail("{}: a safetensors file, but no checkpoint of this program", file_name);
  }
  if (found->second != std::to_string(kVersion)) {
    fail(
        "{}: a checkpoint of version {}, this program reads version {}; go on with the version "
        "that wrote it, or delete it to train the trial again from the start",
        file_name, found->second, kVersion);
  }
}

void check_digest(const Safetensors& file, const std::string& file_name) {
  ContentDigest digest(file.metadata);
  for (const StoredTensor& tensor : file.tensors) {
    digest.tensor(tensor.name, tensor.shape, tensor.bytes);
  }
  const auto stated = file.metadata.find(kDigestKey);
  if (stated == file.metadata.end() || stated->second != digest.hex()) {
    fail(
        "{}: the checkpoint's content does not have the digest it states; it is damaged, delete "
        "it to train the trial again from the start",
        file_name);
  }
}

bool best_is_last(const Checkpoint& checkpoint) {
  return checkpoint.best_epoch > 0 && checkpoint.best_epoch == checkpoint.epochs_done;
}

const graph::Weights& deployed(const Checkpoint& checkpoint) {
  return checkpoint.average.empty() ? checkpoint.weights : checkpoint.average;
}

}  // namespace

void write_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint) {
  Metadata metadata{
      {kVersionKey, std::to_string(kVersion)},
      {"efs.program", program_version()},
      {kGraphKey, checkpoint.identity.graph},
      {kDataKey, checkpoint.identity.data},
      {kOptionsKey, checkpoint.identity.options},
      {kEpochsKey, std::to_string(checkpoint.epochs_done)},
      {kBestEpochKey, std::to_string(checkpoint.best_epoch)},
      {kBestAccuracyKey,
       fmt::format("{}", checkpoint.best_accuracy)},  // shortest that reads back equal
      {kStepsKey, std::to_string(checkpoint.optimizer_steps)},
  };
  std::vector<NamedPlainTensor> tensors;
  ContentDigest digest(metadata);
  for (const Part& part : kParts) {
    if (part.weights == &Checkpoint::best_weights && best_is_last(checkpoint)) continue;
    for (const auto& [name, tensor] : checkpoint.*part.weights) {
      tensors.push_back({part.prefix + name, &tensor});
      digest.tensor(tensors.back().name, tensor.shape, std::as_bytes(std::span(tensor.values)));
    }
  }
  metadata[kDigestKey] = digest.hex();
  write_safetensors_file(path, tensors, metadata);
}

Checkpoint read_checkpoint(const std::filesystem::path& path) {
  const std::string name = path.string();
  const MappedFile mapped(path);
  const Safetensors file = parse_safetensors(mapped.bytes(), name);
  check_version(file.metadata, name);
  check_digest(file, name);

  Checkpoint out;
  const auto text = [&](const char* key) {
    const auto found = file.metadata.find(key);
    return found == file.metadata.end() ? std::string() : found->second;
  };
  out.identity = {text(kGraphKey), text(kDataKey), text(kOptionsKey)};
  out.epochs_done = parse_number<int>(file.metadata, kEpochsKey, name);
  out.best_epoch = parse_number<int>(file.metadata, kBestEpochKey, name);
  out.best_accuracy = parse_number<double>(file.metadata, kBestAccuracyKey, name);
  out.optimizer_steps = parse_number<std::int64_t>(file.metadata, kStepsKey, name);
  for (const StoredTensor& tensor : file.tensors) {
    for (const Part& part : kParts) {
      const std::string_view prefix = part.prefix;
      if (tensor.name.starts_with(prefix)) {
        (out.*part.weights).emplace(tensor.name.substr(prefix.size()), widen(tensor));
      }
    }
  }
  if (best_is_last(out) && out.best_weights.empty()) out.best_weights = deployed(out);
  return out;
}

void check_identity(const Checkpoint& checkpoint, const CheckpointIdentity& wanted,
                    const std::filesystem::path& path) {
  const CheckpointIdentity& found = checkpoint.identity;
  if (found.graph != wanted.graph) {
    fail(
        "{}: a checkpoint of another network; give the architecture, head and input size that it "
        "was written with, or delete it",
        path.string());
  }
  if (found.data != wanted.data) {
    fail(
        "{}: a checkpoint trained on another data set or split; give the one it was written with, "
        "or delete it",
        path.string());
  }
  if (found.options != wanted.options) {
    fail(
        "{}: a checkpoint trained with other options ({}) than these ({}); give the same, or "
        "delete it",
        path.string(), found.options, wanted.options);
  }
}

}  // namespace efs::train
