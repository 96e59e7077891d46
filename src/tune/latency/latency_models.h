// What a study's measurements say of networks that it has not measured.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "search/latency/latency_model.h"
#include "study/storage.h"
#include "tune/options.h"

namespace efs::tune {

/// The note under which a study keeps what `target` ("" where it has no name) said of the network
/// with this digest (SHA-256 of graph::describe): a device::LatencyResult as JSON.
std::string latency_note(const std::string& target, const std::string& network_digest);

/// Points of the space, one a network; nothing where there are too many to measure them all first.
std::vector<study::Params> listed_networks(const SearchOptions& options);

/// By name, a point of the space for each network that the trials have or that is listed.
std::map<std::string, study::Params> known_networks(const SearchOptions& options,
                                                    const std::vector<study::Trial>& trials);

/// Keeps the model as the note study::note::kLatencyModel, unless one of more networks is kept already.
void keep_latency_model(const std::string& target, const search::LatencyModel& model,
                        study::Storage& storage);

/// Fits a search::LatencyModel for each target to all networks that the study has measured on it,
/// and keeps it with keep_latency_model().
void keep_latency_models(const SearchOptions& options, study::Storage& storage);

}  // namespace efs::tune
