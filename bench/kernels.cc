// The operators of src/train/ops and the optimiser beside libtorch's own: forward and backward (or a
// step) of each, in turn, in one run. What is no faster here is a reason to delete it.
//   bench_kernels [ROUNDS]
#include <fmt/core.h>
#include <torch/optim/adamw.h>
#include <torch/version.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/stats.h"
#include "core/version.h"
#include "train/ops/ops.h"
#include "train/optimizer.h"

namespace {

using efs::train::kernels::Function;
using torch::Tensor;
namespace ops = efs::train::ops;

struct Case {
  std::string name;
  std::function<void()> ours, libtorch;
};

Tensor maps(std::int64_t channels, std::int64_t side, torch::ScalarType type) {
  return torch::randn({16, channels, side, side})
      .to(type)
      .contiguous(at::MemoryFormat::ChannelsLast)
      .set_requires_grad(true);
}

/// Forward and backward of `network`; the gradients of earlier calls stay out of it.
std::function<void()> pass(Tensor x, std::function<Tensor(const Tensor&)> network) {
  const Tensor dy = torch::randn_like(network(x).detach());
  return [x, dy, network] {
    network(x).backward(dy);
    x.mutable_grad() = Tensor();
  };
}

Tensor parameter(at::IntArrayRef shape) { return torch::randn(shape).set_requires_grad(true); }

void add_batch_norm(std::vector<Case>& cases, const std::string& type_name, torch::ScalarType type,
                    const std::string& name, Function function,
                    Tensor (*activation)(const Tensor&)) {
  const Tensor x = maps(144, 24, type), weight = parameter({144}), bias = parameter({144});
  const Tensor mean = torch::zeros({144}), var = torch::ones({144});
  cases.push_back({"batch norm and " + name + ", " + type_name,
                   pass(x,
                        [=](const Tensor& in) {
                          return ops::batch_norm(in,
                                                 {.weight = weight,
                                                  .bias = bias,
                                                  .running_mean = mean,
                                                  .running_var = var,
                                                  .momentum = 0.1},
                                                 function);
                        }),
                   pass(x, [=](const Tensor& in) {
                     return activation(
                         at::batch_norm(in, weight, bias, mean, var, true, 0.1, 1e-5, false));
                   })});
}

void add_depthwise(std::vector<Case>& cases, const std::string& type_name, torch::ScalarType type,
                   int kernel) {
  const Tensor x = maps(120, 24, type), weight = parameter({120, 1, kernel, kernel});
  cases.push_back(
      {fmt::format("depthwise {0}x{0}, {1}", kernel, type_name),
       pass(x, [=](const Tensor& in) { return ops::depthwise(in, weight, {}, 1, kernel / 2); }),
       pass(x, [=](const Tensor& in) {
         return at::conv2d(in, weight.to(type), {}, 1, kernel / 2, 1, 120);
       })});
}

void add_gelu(std::vector<Case>& cases, const std::string& type_name, torch::ScalarType type) {
  const Tensor x = maps(384, 12, type);
  const Tensor weight = parameter({96, 384, 1, 1}), bias = parameter({96});
  cases.push_back({"GELU, " + type_name,
                   pass(x, [](const Tensor& in) { return ops::activation(Function::kGelu, in); }),
                   pass(x, [](const Tensor& in) { return at::gelu(in); })});
  cases.push_back({"GELU and 1x1 convolution, " + type_name,
                   pass(x,
                        [=](const Tensor& in) {
                          return ops::activated_conv(Function::kGelu, in, weight.to(type),
                                                     bias.to(type));
                        }),
                   pass(x, [=](const Tensor& in) {
                     return at::conv2d(at::gelu(in), weight.to(type), bias.to(type));
                   })});
}

void add_layer_norm(std::vector<Case>& cases, const std::string& type_name,
                    torch::ScalarType type) {
  const Tensor x = maps(96, 24, type), weight = parameter({96}), bias = parameter({96});
  cases.push_back(
      {"layer norm, " + type_name,
       pass(x, [=](const Tensor& in) { return ops::layer_norm(in, weight, bias, 1e-6); }),
       pass(x, [=](const Tensor& in) {
         return at::layer_norm(in.permute({0, 2, 3, 1}), {96}, weight.to(type), bias.to(type), 1e-6)
             .permute({0, 3, 1, 2});
       })});
}

/// A step of AdamW over 2 M parameters in 40 tensors.
void add_adamw(std::vector<Case>& cases) {
  std::vector<efs::train::TorchNetwork::NamedTensor> named;
  std::vector<Tensor> tensors, gradients;
  for (int i = 0; i < 40; ++i) {
    tensors.push_back(parameter({50'000}));
    gradients.push_back(torch::randn({50'000}));
    named.push_back({std::to_string(i), tensors.back()});
  }
  const auto give_gradients = [tensors, gradients] {
    for (std::size_t i = 0; i < tensors.size(); ++i) tensors[i].mutable_grad() = gradients[i];
  };
  const auto ours = std::make_shared<efs::train::Optimizer>(named, efs::train::TrainOptions{});
  const auto theirs = std::make_shared<torch::optim::AdamW>(tensors);
  cases.push_back({"AdamW, 2 M parameters",
                   [=] {
                     give_gradients();
                     ours->step();
                   },
                   [=] {
                     give_gradients();
                     theirs->step();
                   }});
}

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  for (const auto& [name, type] :
       {std::pair{"fp32", torch::kFloat32}, std::pair{"bf16", torch::kBFloat16}}) {
    add_batch_norm(cases, name, type, "ReLU", Function::kRelu,
                   [](const Tensor& x) { return at::relu(x); });
    add_batch_norm(cases, name, type, "ReLU6", Function::kRelu6,
                   [](const Tensor& x) { return at::clamp(x, 0, 6); });
    add_batch_norm(cases, name, type, "hard swish", Function::kHardswish,
                   [](const Tensor& x) { return at::hardswish(x); });
    for (const int kernel : {5, 7}) add_depthwise(cases, name, type, kernel);
    add_gelu(cases, name, type);
    add_layer_norm(cases, name, type);
  }
  add_adamw(cases);
  return cases;
}

double time_ms(const std::function<void()>& body) {
  const double start_s = efs::now_s();
  body();
  return 1e3 * (efs::now_s() - start_s);
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 21;
  at::set_num_threads(1);
  fmt::print("efs {}, libtorch {}, one thread, batch 16, median of {} rounds in turn\n\n",
             efs::program_version(), TORCH_VERSION, rounds);
  fmt::print("| operator | libtorch ms | ours ms | ratio |\n| --- | --- | --- | --- |\n");
  for (const Case& each : all_cases()) {
    std::vector<double> ours_ms, libtorch_ms;
    for (int i = -3; i < rounds; ++i) {
      const double ours = time_ms(each.ours), libtorch = time_ms(each.libtorch);
      if (i < 0) continue;  // warms caches up
      ours_ms.push_back(ours);
      libtorch_ms.push_back(libtorch);
    }
    fmt::print("| {} | {:.2f} | {:.2f} | {:.2f} |\n", each.name, efs::median(libtorch_ms),
               efs::median(ours_ms), efs::median(libtorch_ms) / efs::median(ours_ms));
    std::fflush(stdout);
  }
  return 0;
}
