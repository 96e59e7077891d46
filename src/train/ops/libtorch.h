// libtorch's headers in the order that clang 14 can compile. Internal to src/train and its tests.
#pragma once

// clang-format off
// First: under C++20 its std::vector<IValue> is otherwise instantiated before IValue is complete.
#include <ATen/core/ivalue.h>
#include <torch/torch.h>
// clang-format on
