#include "cli/config/networks.h"

#include <algorithm>
#include <memory>

#include "cli/config/key_builders.h"
#include "core/files/files.h"
#include "core/text/named_rows.h"
#include "nn/catalogue.h"
#include "tune/candidate.h"

namespace efs::cli {
namespace {

constexpr std::size_t kLargestNetworkFile = std::size_t{4} << 20;

nn::OwnNetwork read_network(const std::string& text, const std::string& file,
                            const std::string& name) {
  auto network = nn::read_own_network(text, file, name);
  const std::string& called = network.architecture.name;
  const auto taken = names_of(nn::architectures());
  if (std::ranges::count(taken, called) > 0 || called == nn::kBlocks || called == kAll) {
    fail_usage("{}: the name '{}' is taken; give another (name: NAME)", file, called);
  }
  return network;
}

/// The same network may be named twice; `validate()` says that of any value.
void add_network(nn::OwnNetwork network, tune::SearchOptions& options) {
  const auto other = tune::own_network(options, network.architecture.name);
  if (other != nullptr && other->text != network.text) {
    fail_usage("two networks have the name '{}'; give one another: {{name: NAME, file: FILE}}",
               network.architecture.name);
  }
  if (other == nullptr) {
    options.networks.push_back(std::make_shared<const nn::OwnNetwork>(std::move(network)));
  }
}

/// The name of the architecture that one element of the list stands for.
std::string read_architecture(Config& element, const std::string& key,
                              tune::SearchOptions& options) {
  const auto load = [&](const std::string& file, const std::string& name) {
    auto network = load_network(file, name);
    std::string called = network.architecture.name;
    add_network(std::move(network), options);
    return called;
  };
  if (!element.is_section(key)) {
    const std::string word = element.text(key, "");
    return is_network_file(word) ? refusing_at(element, key, [&] { return load(word, ""); }) : word;
  }
  Config section = element.section(key);
  const std::string name = section.text("name", "");
  const std::string file = section.text("file", "");
  section.finish();
  if (file.empty()) {
    section.refuse("file", "is missing; a network is {name: NAME, file: FILE}");
  }
  return refusing_at(section, "file", [&] { return load(file, name); });
}

void read_networks(Config& config, tune::SearchOptions& options) {
  Config networks = config.section("networks");
  for (const std::string& name : networks.keys()) {
    const std::string text = networks.text(name, "");
    refusing_at(networks, name,
                [&] { add_network(read_network(text, "networks." + name, name), options); });
  }
}

void write_networks(YAML::Emitter& out, const tune::SearchOptions& options) {
  out << YAML::BeginMap;
  for (const auto& network : options.networks) {
    out << YAML::Key << network->architecture.name << YAML::Value << YAML::Literal << network->text;
  }
  out << YAML::EndMap;
}

}  // namespace

bool is_network_file(std::string_view word) {
  return word.ends_with(".yaml") || word.ends_with(".yml") || word.ends_with(".efsgraph");
}

nn::OwnNetwork load_network(const std::string& file, const std::string& name) {
  return read_network(read_file(file, kLargestNetworkFile), file, name);
}

void set_architecture(nn::NetworkOptions& network, const std::string& word) {
  network.architecture = word;
  if (!is_network_file(word)) return;
  const auto own = load_network(word);
  network.architecture = own.architecture.name;
  network.own = std::make_shared<const nn::Architecture>(own.architecture);
}

std::vector<study::ParamValue> read_architectures(const Config& config, const std::string& key,
                                                  tune::SearchOptions& options) {
  std::vector<study::ParamValue> names;
  for (Config& element : config.each_as(key, key)) {
    names.emplace_back(read_architecture(element, key, options));
  }
  return names;
}

std::vector<Key> networks_keys() {
  return {{"networks",
           "the texts of networks that files brought, by their names; `efs` writes them, so that a "
           "study needs no files",
           {.link = "own-networks.md", .shown = Shown::kNot},
           read_networks,
           write_networks,
           [](const tune::SearchOptions& options) { return !options.networks.empty(); }}};
}

}  // namespace efs::cli
