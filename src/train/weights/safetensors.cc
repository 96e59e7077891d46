#include "train/weights/safetensors.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

#include "core/error.h"
#include "core/files/files.h"
#include "core/text/outside_json.h"

namespace efs::train {
namespace {

constexpr std::size_t kLengthBytes = 8;
constexpr std::size_t kMaxDimensions = 16;

const std::pair<const char*, ElementType> kTypeNames[] = {
    {"F64", ElementType::kFloat64}, {"F32", ElementType::kFloat32},
    {"F16", ElementType::kFloat16}, {"BF16", ElementType::kBfloat16},
    {"I64", ElementType::kInt64},
};

/// Networks of today have at most some thousand tensors, of 100 bytes each in the header.
constexpr JsonLimits kHeaderLimits{.bytes = std::size_t{8} << 20, .depth = 4, .unique_keys = true};

/// header > tensor > shape > number
Json parse_header(std::span<const std::byte> text, const std::string& file_name) {
  const std::string_view json(reinterpret_cast<const char*>(text.data()), text.size());
  return parse_outside_json(json, file_name + ": its safetensors header", kHeaderLimits);
}

/// One entry of the header, checked against the size of the data.
StoredTensor parse_entry(const std::string& name, const Json& entry,
                         std::span<const std::byte> data, const std::string& file_name) {
  StoredTensor tensor;
  tensor.name = name;
  const std::string type = entry.at("dtype").get<std::string>();
  const auto* known = std::find_if(std::begin(kTypeNames), std::end(kTypeNames),
                                   [&](const auto& row) { return row.first == type; });
  if (known == std::end(kTypeNames)) {
    fail("{}: tensor '{}' is stored as '{}'; F64, F32, F16, BF16 and I64 can be read", file_name,
         name, type);
  }
  tensor.type = known->second;

  const Json& shape = entry.at("shape");
  const Json& offsets = entry.at("data_offsets");
  if (!shape.is_array() || shape.size() > kMaxDimensions || !offsets.is_array() ||
      offsets.size() != 2) {
    fail("{}: tensor '{}' has a malformed shape or data_offsets", file_name, name);
  }
  const auto begin = offsets[0].get<std::uint64_t>();
  const auto end = offsets[1].get<std::uint64_t>();
  if (!offsets[0].is_number_unsigned() || !offsets[1].is_number_unsigned() || begin > end ||
      end > data.size()) {
    fail(
        "{}: the data of tensor '{}' runs past the end of the file; it is truncated or damaged, "
        "get it again",
        file_name, name);
  }
  std::uint64_t count = 1;
  for (const Json& side : shape) {
    const auto length = side.get<std::uint64_t>();
    if (!side.is_number_unsigned() || (length != 0 && count > (std::uint64_t{1} << 40) / length)) {
      fail("{}: tensor '{}' has an impossible shape", file_name, name);
    }
    count *= length;
    tensor.shape.push_back(static_cast<std::int64_t>(length));
  }
  if (count * element_size(tensor.type) != end - begin) {
    fail("{}: tensor '{}' of shape {} does not fill its {} bytes", file_name, name,
         graph::to_string(tensor.shape), end - begin);
  }
  tensor.bytes = data.subspan(begin, end - begin);
  return tensor;
}

/// Sorts by position; the data must follow one another without a hole.
void check_layout(std::vector<StoredTensor>& tensors, std::span<const std::byte> data,
                  const std::string& file_name) {
  std::sort(tensors.begin(), tensors.end(), [](const StoredTensor& a, const StoredTensor& b) {
    return std::pair(a.bytes.data(), a.bytes.size()) < std::pair(b.bytes.data(), b.bytes.size());
  });
  const std::byte* expected = data.data();
  for (const StoredTensor& tensor : tensors) {
    if (tensor.bytes.data() != expected) {
      fail("{}: the data of tensor '{}' overlaps another's or leaves a hole before it", file_name,
           tensor.name);
    }
    expected += tensor.bytes.size();
  }
  if (expected != data.data() + data.size()) {
    fail("{}: {} bytes behind the last tensor belong to none", file_name,
         data.data() + data.size() - expected);
  }
}

}  // namespace

Safetensors parse_safetensors(std::span<const std::byte> bytes, const std::string& file_name) {
  std::uint64_t header_bytes = 0;
  if (bytes.size() >= kLengthBytes) std::memcpy(&header_bytes, bytes.data(), kLengthBytes);
  if (bytes.size() < kLengthBytes || header_bytes > bytes.size() - kLengthBytes) {
    fail("{}: the file ends inside its safetensors header; it is truncated or no safetensors file",
         file_name);
  }
  const Json header = parse_header(bytes.subspan(kLengthBytes, header_bytes), file_name);
  const std::span<const std::byte> data = bytes.subspan(kLengthBytes + header_bytes);
  if (!header.is_object()) fail("{}: the safetensors header is no JSON object", file_name);

  Safetensors out;
  for (const auto& [name, entry] : header.items()) {
    try {
      if (name == "__metadata__") {
        out.metadata = entry.get<std::map<std::string, std::string>>();
      } else {
        out.tensors.push_back(parse_entry(name, entry, data, file_name));
      }
    } catch (const Json::exception& error) {
      fail("{}: the safetensors header's entry '{}' is malformed ({})", file_name, name,
           error.what());
    }
  }
  check_layout(out.tensors, data, file_name);
  return out;
}

graph::Tensor widen(const StoredTensor& tensor) {
  graph::Tensor out{tensor.shape, {}};
  const std::size_t size = element_size(tensor.type);
  out.values.resize(tensor.bytes.size() / size);
  if (tensor.type == ElementType::kFloat32) {
    if (!out.values.empty()) {
      std::memcpy(out.values.data(), tensor.bytes.data(), tensor.bytes.size());
    }
    return out;
  }
  for (std::size_t i = 0; i < out.values.size(); ++i) {
    out.values[i] = widen(tensor.type, tensor.bytes.data() + i * size);
  }
  return out;
}

void write_safetensors_file(const std::filesystem::path& path,
                            const std::vector<NamedPlainTensor>& tensors,
                            const std::map<std::string, std::string>& metadata) {
  Json header = Json::object();
  if (!metadata.empty()) header["__metadata__"] = metadata;
  std::uint64_t offset = 0;
  for (const NamedPlainTensor& entry : tensors) {
    const std::uint64_t end = offset + entry.tensor->values.size() * sizeof(float);
    header[entry.name] = {
        {"dtype", "F32"}, {"shape", entry.tensor->shape}, {"data_offsets", {offset, end}}};
    offset = end;
  }
  std::string text = header.dump();
  text.append((kLengthBytes - text.size() % kLengthBytes) % kLengthBytes, ' ');  // aligns the data

  AtomicFile file(path);
  const std::uint64_t length = text.size();
  file.write(&length, sizeof(length));
  file.write(text);
  for (const NamedPlainTensor& entry : tensors) {
    file.write(entry.tensor->values.data(), entry.tensor->values.size() * sizeof(float));
  }
  file.commit();
}

}  // namespace efs::train
