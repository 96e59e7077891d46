// Networks that a user brings as files, in a configuration and on the command line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/config/key.h"

namespace efs::cli {

/// In the place of architectures: the whole catalogue.
inline constexpr const char* kAll = "all";

/// Whether the word is the name of a network's file: .yaml, .yml or .efsgraph.
bool is_network_file(std::string_view word);

/// nn::read_own_network() of a file of at most 4 MiB. UsageError: its name is an architecture's already.
nn::OwnNetwork load_network(const std::string& file, const std::string& name = "");

/// "--arch WORD": a file, or a name.
void set_architecture(nn::NetworkOptions& network, const std::string& word);

/// The list at `key`: names, files, and {name: NAME, file: FILE}. Returns the names; the files'
/// networks are added to the options. UsageError at the element: a file that is no network, a name
/// that two networks have.
std::vector<study::ParamValue> read_architectures(const Config& config, const std::string& key,
                                                  tune::SearchOptions& options);

/// `networks`: what the files said, by the networks' names, so that a study needs no files.
std::vector<Key> networks_keys();

}  // namespace efs::cli
