#include "train/weights/checkpoint.h"

#include <map>
#include <vector>

#include "core/error.h"
#include "core/files/digest.h"
#include "core/files/files.h"
#include "core/text/parse_number.h"
#include "core/version.h"
#include "train/weights/safetensors.h"

namespace efs::train {
namespace {

constexpr int kCheckpointVersion = 3;

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

/// The SHA-256 of metadata (but for the digest itself), names, shapes and data, each with its
/// length.
std::string content_digest(const Metadata& metadata, const std::vector<StoredTensor>& tensors) {
  Sha256 sha;
  const auto add = [&sha](const std::string& text) {
    sha.add(std::to_string(text.size()) + ":");
    sha.add(text);
  };
  for (const auto& [key, value] : metadata) {
    if (key != kDigestKey) add(key), add(value);
  }
  for (const StoredTensor& tensor : tensors) {
    add(tensor.name);
    add(graph::to_string(tensor.shape));
    sha.add(tensor.bytes);
  }
  return sha.hex();
}

/// Empty where the key is missing.
std::string text_at(const Metadata& metadata, const char* key) {
  const auto found = metadata.find(key);
  return found == metadata.end() ? std::string() : found->second;
}

template <typename Number>
Number number_at(const Metadata& metadata, const char* key, const std::string& file_name) {
  if (const auto number = parse_number<Number>(text_at(metadata, key))) return *number;
  fail(
      "{}: the checkpoint's '{}' is missing or no number; it is damaged, delete it to train the "
      "trial again from the start",
      file_name, key);
}

void check_version(const Metadata& metadata, const std::string& file_name) {
  const std::string version = text_at(metadata, kVersionKey);
  if (version.empty()) fail("{}: a safetensors file, but no checkpoint of this program", file_name);
  if (version != std::to_string(kCheckpointVersion)) {
    fail(
        "{}: a checkpoint of version {}, this program reads version {}; go on with the version "
        "that wrote it, or delete it to train the trial again from the start",
        file_name, version, kCheckpointVersion);
  }
}

void check_digest(const Safetensors& file, const std::string& file_name) {
  if (text_at(file.metadata, kDigestKey) != content_digest(file.metadata, file.tensors)) {
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
      {kVersionKey, std::to_string(kCheckpointVersion)},
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
  std::vector<StoredTensor> tensors;
  for (const Part& part : kParts) {
    if (part.weights == &Checkpoint::best_weights && best_is_last(checkpoint)) continue;
    for (const auto& [name, tensor] : checkpoint.*part.weights) {
      tensors.push_back(stored(part.prefix + name, tensor));
    }
  }
  metadata[kDigestKey] = content_digest(metadata, tensors);
  write_safetensors_file(path, tensors, metadata);
}

Checkpoint read_checkpoint(const std::filesystem::path& path) {
  const std::string name = path.string();
  const MappedFile mapped(path);
  const Safetensors file = parse_safetensors(mapped.bytes(), name);
  check_version(file.metadata, name);
  check_digest(file, name);

  Checkpoint out;
  out.identity = {text_at(file.metadata, kGraphKey), text_at(file.metadata, kDataKey),
                  text_at(file.metadata, kOptionsKey)};
  out.epochs_done = number_at<int>(file.metadata, kEpochsKey, name);
  out.best_epoch = number_at<int>(file.metadata, kBestEpochKey, name);
  out.best_accuracy = number_at<double>(file.metadata, kBestAccuracyKey, name);
  out.optimizer_steps = number_at<std::int64_t>(file.metadata, kStepsKey, name);
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
