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

/// Networks of today have at most some thousand tensors, of 100 bytes each in the header; the depth
/// is that of header > tensor > shape > number.
constexpr JsonLimits kHeaderLimits{.bytes = std::size_t{8} << 20, .depth = 4, .unique_keys = true};

/// One entry of the header, checked against the size of the data.
StoredTensor parse_entry(const std::string& name, const Json& entry, Bytes data,
                         const std::string& file_name) {
  StoredTensor tensor;
  tensor.name = name;
  const std::string type = entry.at("dtype").get<std::string>();
  tensor.type = find_element_type(&ElementType::safetensors_name, type);
  if (tensor.type == nullptr) {
    fail("{}: tensor '{}' is stored as '{}'; F64, F32, F16, BF16 and I64 can be read", file_name,
         name, type);
  }

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
  if (count * tensor.type->size != end - begin) {
    fail("{}: tensor '{}' of shape {} does not fill its {} bytes", file_name, name,
         graph::to_string(tensor.shape), end - begin);
  }
  tensor.bytes = data.subspan(begin, end - begin);
  return tensor;
}

/// Sorts by position; the data must follow one another without a hole.
void check_layout(std::vector<StoredTensor>& tensors, Bytes data, const std::string& file_name) {
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

Safetensors parse_safetensors(Bytes bytes, const std::string& file_name) {
  std::uint64_t header_bytes = 0;
  if (bytes.size() >= kLengthBytes) std::memcpy(&header_bytes, bytes.data(), kLengthBytes);
  if (bytes.size() < kLengthBytes || header_bytes > bytes.size() - kLengthBytes) {
    fail("{}: the file ends inside its safetensors header; it is truncated or no safetensors file",
         file_name);
  }
  const Json header = parse_outside_json(text_of(bytes.subspan(kLengthBytes, header_bytes)),
                                         file_name + ": its safetensors header", kHeaderLimits);
  const Bytes data = bytes.subspan(kLengthBytes + header_bytes);
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
  const std::size_t size = tensor.type->size;
  out.values.reserve(tensor.bytes.size() / size);
  for (std::size_t at = 0; at < tensor.bytes.size(); at += size) {
    out.values.push_back(tensor.type->widen(&tensor.bytes[at]));
  }
  return out;
}

StoredTensor stored(std::string name, const graph::Tensor& tensor) {
  return {std::move(name), tensor.shape, find_element_type(&ElementType::safetensors_name, "F32"),
          std::as_bytes(std::span(tensor.values))};
}

void write_safetensors_file(const std::filesystem::path& path,
                            const std::vector<StoredTensor>& tensors,
                            const std::map<std::string, std::string>& metadata) {
  Json header = Json::object();
  if (!metadata.empty()) header["__metadata__"] = metadata;
  std::uint64_t offset = 0;
  for (const StoredTensor& tensor : tensors) {
    const std::uint64_t end = offset + tensor.bytes.size();
    header[tensor.name] = {{"dtype", tensor.type->safetensors_name},
                           {"shape", tensor.shape},
                           {"data_offsets", {offset, end}}};
    offset = end;
  }
  std::string text = header.dump();
  text.append((kLengthBytes - text.size() % kLengthBytes) % kLengthBytes, ' ');  // aligns the data

  AtomicFile file(path);
  const std::uint64_t length = text.size();
  file.write(&length, sizeof(length));
  file.write(text);
  for (const StoredTensor& tensor : tensors) file.write(text_of(tensor.bytes));
  file.commit();
}

}  // namespace efs::train
