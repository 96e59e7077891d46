#include "train/weights/unpickler.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <map>
#include <utility>
#include <variant>

#include "core/error.h"

namespace efs::train {
namespace {

/// A state dict needs about 100 bytes a tensor; memory use is up to 160 bytes for each of them.
constexpr std::size_t kMaxPickleBytes = 2 << 20;
constexpr std::size_t kMaxPickledDimensions = 16;
constexpr std::size_t kMaxKeyBytes = 256;

constexpr const char* kOrderedDict = "collections.OrderedDict";
constexpr const char* kRebuildTensor = "torch._utils._rebuild_tensor_v2";
constexpr const char* kRebuildOldTensor = "torch._utils._rebuild_tensor";  // before 0.4
constexpr const char* kRebuildParameter = "torch._utils._rebuild_parameter";

/// Values live in one arena and refer to each other by index, so that a pickle that ties a
/// container into itself makes no cycle of owners, and deep nesting no deep destruction.
using Ref = std::size_t;

struct None {};
struct Tuple {
  std::vector<Ref> items;
};
struct List {
  std::vector<Ref> items;
};
struct Dict {
  std::vector<std::pair<Ref, Ref>> items;
};
/// "module.name", one of the known ones.
struct Global {
  std::string name;
};

using Pickled = std::variant<None, bool, std::int64_t, double, std::string, Tuple, List, Dict,
                             Global, PickledStorage, PickledTensor>;

const ElementType* find_storage(std::string_view name) {
  return find_element_type(&ElementType::storage_name, name);
}

class Machine {
 public:
  Machine(std::string_view text, const std::string& file_name)
      : text_(text), file_name_(file_name) {}

  /// Runs to STOP and returns the value that is then on top.
  Ref run();
  /// Bytes read so far.
  std::size_t position() const { return position_; }

  template <typename T>
  const T* get_if(Ref ref) const {
    return std::get_if<T>(&arena_.at(ref));
  }

  template <typename T>
  const T& get(Ref ref, const char* what) const {
    const T* value = get_if<T>(ref);
    if (!value) refuse(what);
    return *value;
  }

  [[noreturn]] void refuse(const std::string& what) const {
    fail(
        "{}: its pickle cannot be read as a state dict ({}, at byte {}); save the weights alone, "
        "torch.save(model.state_dict(), FILE), or as .safetensors",
        file_name_, what, position_);
  }

 private:
  void execute(unsigned char opcode);

  std::string_view take(std::size_t count) {
    if (count > text_.size() - position_) refuse("it ends early");
    const std::string_view part = text_.substr(position_, count);
    position_ += count;
    return part;
  }
  template <typename T>
  T take_number() {
    T value;
    std::memcpy(&value, take(sizeof(T)).data(), sizeof(T));
    return value;
  }
  std::string_view take_line() {
    const std::size_t end = text_.find('\n', position_);
    if (end == std::string_view::npos) refuse("it ends early");
    const std::string_view line = take(end - position_);
    ++position_;
    return line;
  }

  template <typename T>
  void push_integer() {
    push(static_cast<std::int64_t>(take_number<T>()));
  }
  template <typename Length>
  void push_text() {
    push(std::string(take(take_number<Length>())));
  }
  void push(Pickled value) {
    arena_.push_back(std::move(value));
    stack_.push_back(arena_.size() - 1);
  }
  /// Values above the last mark are out of reach of everything but the mark's own opcode.
  Ref pop() {
    if (stack_.size() <= floor()) refuse("its stack runs empty");
    const Ref top = stack_.back();
    stack_.pop_back();
    return top;
  }
  std::size_t floor() const { return marks_.empty() ? 0 : marks_.back(); }
  Ref top() {
    const Ref ref = pop();
    stack_.push_back(ref);
    return ref;
  }
  std::vector<Ref> pop_to_mark() {
    if (marks_.empty()) refuse("a mark is missing");
    const auto begin = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    std::vector<Ref> items(begin, stack_.end());
    stack_.erase(begin, stack_.end());
    marks_.pop_back();
    return items;
  }
  void push_tuple(std::size_t count) {
    Tuple tuple{std::vector<Ref>(count)};
    std::generate(tuple.items.rbegin(), tuple.items.rend(), [this] { return pop(); });
    push(std::move(tuple));
  }

  void set_item();
  void set_items(const std::vector<Ref>& items);
  void append(const std::vector<Ref>& items);
  void check_protocol() {
    if (take_number<std::uint8_t>() != 2) refuse("it is not of protocol 2");
  }
  /// Attributes of an OrderedDict ("_metadata"): nothing of ours.
  void build() {
    pop();
    get<Dict>(top(), "attributes for something that is no dict");
  }
  void load_float();
  void load_global();
  void load_long();
  void load_storage();
  void reduce();
  PickledTensor rebuild_tensor(const Tuple& arguments) const;
  std::vector<std::int64_t> integers(Ref ref) const;
  void put(std::size_t key) { memo_[key] = top(); }
  void get_memo(std::size_t key) {
    const auto found = memo_.find(key);
    if (found == memo_.end()) refuse("it refers to nothing");
    stack_.push_back(found->second);
  }

  std::string_view text_;
  const std::string& file_name_;
  std::size_t position_ = 0;
  std::vector<Pickled> arena_;
  std::vector<Ref> stack_;
  std::vector<std::size_t> marks_;  // heights of the stack
  std::map<std::size_t, Ref> memo_;
};

Ref Machine::run() {
  if (text_.size() > kMaxPickleBytes) refuse("it is larger than any state dict's");
  while (true) {
    const auto opcode = static_cast<unsigned char>(take(1)[0]);
    if (opcode == '.') return pop();
    execute(opcode);
  }
}

void Machine::execute(unsigned char opcode) {
  /// The opcodes that torch.save writes, with Python's names (Lib/pickletools.py).
  using Action = void (*)(Machine&);
  static const std::map<unsigned char, Action> kActions{
      {0x80, [](Machine& m) { m.check_protocol(); }},                        // PROTO
      {'N', [](Machine& m) { m.push(None{}); }},                             // NONE
      {0x88, [](Machine& m) { m.push(true); }},                              // NEWTRUE
      {0x89, [](Machine& m) { m.push(false); }},                             // NEWFALSE
      {'J', [](Machine& m) { m.push_integer<std::int32_t>(); }},             // BININT
      {'K', [](Machine& m) { m.push_integer<std::uint8_t>(); }},             // BININT1
      {'M', [](Machine& m) { m.push_integer<std::uint16_t>(); }},            // BININT2
      {0x8a, [](Machine& m) { m.load_long(); }},                             // LONG1
      {'G', [](Machine& m) { m.load_float(); }},                             // BINFLOAT
      {'X', [](Machine& m) { m.push_text<std::uint32_t>(); }},               // BINUNICODE
      {'T', [](Machine& m) { m.push_text<std::uint32_t>(); }},               // BINSTRING, Python 2
      {'U', [](Machine& m) { m.push_text<std::uint8_t>(); }},                // SHORT_BINSTRING, too
      {'(', [](Machine& m) { m.marks_.push_back(m.stack_.size()); }},        // MARK
      {')', [](Machine& m) { m.push_tuple(0); }},                            // EMPTY_TUPLE
      {0x85, [](Machine& m) { m.push_tuple(1); }},                           // TUPLE1
      {0x86, [](Machine& m) { m.push_tuple(2); }},                           // TUPLE2
      {0x87, [](Machine& m) { m.push_tuple(3); }},                           // TUPLE3
      {'t', [](Machine& m) { m.push(Tuple{m.pop_to_mark()}); }},             // TUPLE
      {']', [](Machine& m) { m.push(List{}); }},                             // EMPTY_LIST
      {'a', [](Machine& m) { m.append({m.pop()}); }},                        // APPEND
      {'e', [](Machine& m) { m.append(m.pop_to_mark()); }},                  // APPENDS
      {'}', [](Machine& m) { m.push(Dict{}); }},                             // EMPTY_DICT
      {'s', [](Machine& m) { m.set_item(); }},                               // SETITEM
      {'u', [](Machine& m) { m.set_items(m.pop_to_mark()); }},               // SETITEMS
      {'q', [](Machine& m) { m.put(m.take_number<std::uint8_t>()); }},       // BINPUT
      {'r', [](Machine& m) { m.put(m.take_number<std::uint32_t>()); }},      // LONG_BINPUT
      {'h', [](Machine& m) { m.get_memo(m.take_number<std::uint8_t>()); }},  // BINGET
      {'j', [](Machine& m) { m.get_memo(m.take_number<std::uint32_t>()); }},  // LONG_BINGET
      {'c', [](Machine& m) { m.load_global(); }},                             // GLOBAL
      {'Q', [](Machine& m) { m.load_storage(); }},                            // BINPERSID
      {'R', [](Machine& m) { m.reduce(); }},                                  // REDUCE
      {'b', [](Machine& m) { m.build(); }},                                   // BUILD
  };
  const auto action = kActions.find(opcode);
  if (action == kActions.end()) refuse(fmt::format("opcode 0x{:02x} is not allowed", opcode));
  action->second(*this);
}

void Machine::set_item() {
  const Ref value = pop();
  const Ref key = pop();
  set_items({key, value});
}

void Machine::set_items(const std::vector<Ref>& items) {
  auto* dict = std::get_if<Dict>(&arena_.at(top()));
  if (!dict || items.size() % 2 != 0) refuse("items for something that is no dict");
  for (std::size_t i = 0; i < items.size(); i += 2)
    dict->items.emplace_back(items[i], items[i + 1]);
}

void Machine::append(const std::vector<Ref>& items) {
  auto* list = std::get_if<List>(&arena_.at(top()));
  if (!list) refuse("items for something that is no list");
  list->items.insert(list->items.end(), items.begin(), items.end());
}

void Machine::load_global() {
  std::string name(take_line());
  name += '.';
  name += take_line();
  const bool known = name == kOrderedDict || name == kRebuildTensor || name == kRebuildOldTensor ||
                     name == kRebuildParameter || find_storage(name);
  if (!known) refuse(fmt::format("'{}' is not allowed", name.substr(0, kMaxKeyBytes)));
  push(Global{std::move(name)});
}

/// Big-endian.
void Machine::load_float() {
  std::array<char, 8> bytes;
  const std::string_view source = take(8);
  std::reverse_copy(source.begin(), source.end(), bytes.begin());
  push(std::bit_cast<double>(bytes));
}

/// Little-endian two's complement of up to 8 bytes.
void Machine::load_long() {
  const auto count = take_number<std::uint8_t>();
  if (count > 8) refuse("a number over 64 bits");
  const std::string_view bytes = take(count);
  std::uint64_t value = count && (bytes[count - 1U] & 0x80) ? ~std::uint64_t{0} : 0;
  std::memcpy(&value, bytes.data(), count);
  push(static_cast<std::int64_t>(value));
}

/// ('storage', torch.FloatStorage, key, location, elements); before PyTorch 1.6 a sixth: None, or
/// which part of another storage it is, which state dicts never have.
void Machine::load_storage() {
  const auto& id = get<Tuple>(pop(), "a persistent id that is no tuple");
  const bool old = id.items.size() == 6 && get_if<None>(id.items[5]);
  if (id.items.size() != 5 && !old) refuse("a persistent id that is no storage");
  const auto& kind = get<std::string>(id.items[0], "a persistent id that is no storage");
  const auto& type_name = get<Global>(id.items[1], "a storage without a type");
  const auto& key = get<std::string>(id.items[2], "a storage without a key");
  const auto elements = get<std::int64_t>(id.items[4], "a storage without a size");
  const ElementType* type = find_storage(type_name.name);
  if (kind != "storage" || !type || key.size() > kMaxKeyBytes || elements < 0) {
    refuse("a malformed storage");
  }
  push(PickledStorage{key, type, elements});
}

void Machine::reduce() {
  const Ref arguments_ref = pop();
  const Ref function_ref = pop();
  const auto& arguments = get<Tuple>(arguments_ref, "a call without arguments");
  const auto& function = get<Global>(function_ref, "a call of something that is no function");
  if (function.name == kOrderedDict && arguments.items.empty()) return push(Dict{});
  if (function.name == kRebuildTensor || function.name == kRebuildOldTensor)
    return push(rebuild_tensor(arguments));
  if (function.name == kRebuildParameter && !arguments.items.empty()) {
    get<PickledTensor>(arguments.items[0], "a parameter that is no tensor");
    stack_.push_back(arguments.items[0]);
    return;
  }
  refuse(fmt::format("a call of '{}' that torch.save does not write", function.name));
}

/// (storage, offset, shape, strides, requires_grad, hooks)
PickledTensor Machine::rebuild_tensor(const Tuple& arguments) const {
  if (arguments.items.size() < 4) refuse("a tensor without its shape");
  PickledTensor tensor;
  tensor.storage = get<PickledStorage>(arguments.items[0], "a tensor without a storage");
  tensor.offset = get<std::int64_t>(arguments.items[1], "a tensor without an offset");
  tensor.shape = integers(arguments.items[2]);
  tensor.strides = integers(arguments.items[3]);
  if (tensor.shape.size() != tensor.strides.size()) refuse("shape and strides that do not agree");
  return tensor;
}

std::vector<std::int64_t> Machine::integers(Ref ref) const {
  const auto& tuple = get<Tuple>(ref, "a shape that is no tuple");
  if (tuple.items.size() > kMaxPickledDimensions) refuse("a tensor of too many dimensions");
  std::vector<std::int64_t> out;
  for (const Ref item : tuple.items)
    out.push_back(get<std::int64_t>(item, "a shape of no numbers"));
  return out;
}

std::vector<PickledTensor> run_state_dict(Machine& machine) {
  const auto& dict = machine.get<Dict>(machine.run(), "it holds no dict");
  std::vector<PickledTensor> tensors;
  std::size_t name_bytes = 0;
  for (const auto& [key, value] : dict.items) {
    const auto& name = machine.get<std::string>(key, "a key that is no text");
    const auto* tensor = machine.get_if<PickledTensor>(value);
    if (!tensor) machine.refuse(fmt::format("'{}' is no tensor", name.substr(0, kMaxKeyBytes)));
    name_bytes += name.size();  // one text may be the name of many
    if (name_bytes > kMaxPickleBytes) machine.refuse("names that are too long");
    tensors.push_back(*tensor);
    tensors.back().name = name;
  }
  return tensors;
}

}  // namespace

std::vector<PickledTensor> unpickle_state_dict(std::string_view pickle,
                                               const std::string& file_name) {
  Machine machine(pickle, file_name);
  return run_state_dict(machine);
}

LegacyPickles unpickle_legacy(std::string_view text, const std::string& file_name) {
  LegacyPickles out;
  // The storages behind them are no part of a pickle, and larger than one may be.
  const auto next = [&] { return text.substr(out.size, kMaxPickleBytes); };
  Machine of_machine(next(), file_name);
  of_machine.run();  // sizes and byte order of the machine, which were never others than ours
  out.size += of_machine.position();

  Machine of_tensors(next(), file_name);
  out.tensors = run_state_dict(of_tensors);
  out.size += of_tensors.position();

  Machine of_keys(next(), file_name);
  for (const Ref key : of_keys.get<List>(of_keys.run(), "storages without a list").items) {
    out.storage_keys.push_back(of_keys.get<std::string>(key, "a storage without a key"));
  }
  out.size += of_keys.position();
  return out;
}

}  // namespace efs::train
