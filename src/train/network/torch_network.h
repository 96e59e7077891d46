// A Graph executed by libtorch, for training and for evaluation. Internal to src/train: includes
// torch.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "graph/weights.h"
#include "train/kernels/kernels.h"
#include "train/network/face_decoding.h"
#include "train/ops/libtorch.h"
#include "train/options/precision.h"

namespace efs::train {

enum class Mode { kTrain, kEvaluate };

/// float32 copy in row-major order, on the CPU.
graph::Tensor to_plain(const torch::Tensor& tensor);
/// A new float32 tensor on the CPU.
torch::Tensor to_torch(const graph::Tensor& tensor);

/// The state dict as tensors on one device, and the loop over the graph's nodes. Activations and
/// 4-d weights are kept in channels_last: on the CPU that mostly trains somewhat faster than the
/// contiguous order (docs/training.md), layer normalisation needs no copy, and a byte image
/// becomes a batch without one.
class TorchNetwork {
 public:
  struct NamedTensor {
    std::string name;
    torch::Tensor tensor;
    bool trainable = true;
  };

  /// `weights` must hold every parameter of the graph in its shape; Error names the first that is
  /// missing, match_weights lists all.
  /// `training`, which must be chosen (not kAuto): the precision of the backbone under
  /// Mode::kTrain. Parameters, head, neck and Mode::kEvaluate are float32.
  TorchNetwork(const graph::Graph& graph, const graph::Weights& weights, torch::Device device,
               Precision training = Precision::kFloat32);

  /// `input` is [N,3,H,W]; the result [N,D], [N,C,h,w] or, of several faces, [N,cells,5]. kTrain:
  /// dropout and stochastic depth draw from torch's default generator, the running statistics move,
  /// and the scores of faces are logits. kEvaluate changes nothing; the caller holds a NoGradGuard.
  torch::Tensor forward(torch::Tensor input, Mode mode);
  /// Moves the running statistics towards those of this batch by `momentum` (1: they become them);
  /// no dropout. The caller holds a NoGradGuard.
  void collect_statistics(torch::Tensor input, double momentum);

  /// Runs in Mode::kEvaluate and calls `watch` with each node's output, which may be overwritten
  /// afterwards. The caller holds a NoGradGuard.
  using Watch = std::function<void(graph::NodeId, const torch::Tensor&)>;
  void watch(torch::Tensor input, const Watch& watch);

  /// In state-dict order, sharing storage with the network.
  const std::vector<NamedTensor>& state() const { return state_; }
  std::vector<NamedTensor> trainable() const;
  graph::Weights weights() const;
  /// Overwrites all values; the memory layout stays.
  void set_weights(const graph::Weights& weights);

  const graph::Graph& graph() const { return graph_; }
  torch::Device device() const { return device_; }

 private:
  /// The tensors of one node; undefined where it has none.
  struct NodeTensors {
    torch::Tensor weight, bias, running_mean, running_var;
    // Constants; no weights, so in no state dict.
    torch::Tensor coordinates;  // AddCoordinates
    FaceDecoding faces;         // DecodeFaces
  };
  /// Facts about a node that follow from the graph, found out once.
  struct NodePlan {
    std::vector<graph::NodeId> dead;  // nodes whose outputs nobody reads afterwards
    bool in_place = false;            // its (only) input may be overwritten
    bool own_kernel = false;          // ops/ has a faster operator than libtorch
    /// The activation that a BatchNorm2d (the one behind it) or a 1x1 Conv2d (the GELU before it)
    /// computes too, where no other node reads the value between them.
    kernels::Function fused = kernels::Function::kIdentity;
    bool is_fused = false;  // an activation that its neighbour computes
  };
  void make_plans();
  struct Apply;
  /// What one pass does besides its arithmetic.
  struct Pass {
    bool trains = false;             // dropout and stochastic depth; faces as losses want them
    bool batch_statistics = false;   // instead of the running ones, which move
    bool own_kernels = false;        // those of ops/: on the CPU, if nothing is traced
    std::optional<double> momentum;  // instead of the graph's
    torch::ScalarType backbone = torch::kFloat32;  // what the backbone computes in
    const Watch* watch = nullptr;                  // told of each node's value
  };
  torch::Tensor run(torch::Tensor input, const Pass& pass);

  graph::Graph graph_;
  torch::Device device_;
  Precision training_;
  std::vector<NamedTensor> state_;
  std::vector<NodeTensors> tensors_;  // by node
  std::vector<NodePlan> plans_;       // by node
};

}  // namespace efs::train
