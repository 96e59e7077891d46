// One point of the space as what is built and trained.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "nn/network.h"
#include "study/trial.h"
#include "tune/options.h"

namespace efs::tune {

struct Candidate {
  nn::NetworkOptions network;
  train::TrainOptions train;
};

enum class ParameterKind {
  kText,
  kInteger,
  kReal,
  kSize,  // of an input: the side of a square, or a text "320x240"
};

/// One thing that a space may choose.
struct TunableParameter {
  std::string name;
  ParameterKind kind;
  /// It changes the network, and so its latency; otherwise only how the network is trained.
  bool shapes_network;
  /// `value` is of `kind`. UsageError: a text that stands for nothing.
  void (*set)(Candidate& candidate, const study::ParamValue& value);
};

/// Behind the name of an architecture: the input that it has instead of the search's, "resnet18@96".
inline constexpr char kAtInput = '@';

/// In the order in which a grid counts them: the architecture first, the learning rate fastest.
const std::vector<TunableParameter>& tunable_parameters();

/// The search's constants with what the point chooses. Error: a parameter that this version does
/// not know, or of another kind.
Candidate candidate_of(const SearchOptions& options, const study::Params& params);

/// The same for a trial: with half the batch where it ran out of memory with the whole one.
Candidate candidate_of(const SearchOptions& options, const study::Trial& trial);

/// The candidates at the space's pairwise points (search/space/pairwise_points.h): every choice that
/// a search sets up for is among them.
std::vector<Candidate> candidates_of(const SearchOptions& options);

/// Builds each network of candidates_of(). UsageError names the architecture that cannot be built,
/// and why.
void check_candidates(const SearchOptions& options);

/// What a file brought to the search under this name; null: nothing.
std::shared_ptr<const nn::OwnNetwork> own_network(const SearchOptions& options,
                                                  const std::string& name);
/// Sets `network.own` where its architecture is one of them.
void find_own_network(const SearchOptions& options, nn::NetworkOptions& network);

/// The name of the network that the search made itself (nn/own/block_space.h); nothing where the
/// point names one.
std::optional<std::string> made_network(const study::Params& params);

/// Space::network_of(), in which a network that the search made has its name.
std::string network_name(const search::Space& space, study::Params params);

/// "resnet18, learning rate 0.001, head gap": the trial's architecture, then its other choices.
std::string label_of(const study::Params& params);

}  // namespace efs::tune
