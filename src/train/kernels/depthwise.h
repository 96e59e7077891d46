// Gradients of a depthwise convolution, one image. Included by variant.cc only.
#pragma once

#include "train/kernels/element.h"

namespace efs::train::kernels::EFS_KERNEL_VARIANT {

template <typename T>
void depthwise_input_gradient(const Depthwise& d, const T* dy, const float* weight, T* dx) {
  for_channel_blocks(d.channels, [&](std::int64_t channel, auto count) {
    for (std::int64_t y = 0; y < d.in_height; ++y) {
      for (std::int64_t x = 0; x < d.in_width; ++x) {
        float sum[kLanes] = {};
        for (int ky = 0; ky < d.kernel; ++ky) {
          const std::int64_t row = y + d.padding - ky;
          if (row < 0 || row % d.stride != 0 || row / d.stride >= d.out_height) continue;
          for (int kx = 0; kx < d.kernel; ++kx) {
            const std::int64_t column = x + d.padding - kx;
            if (column < 0 || column % d.stride != 0 || column / d.stride >= d.out_width) continue;
            const T* from =
                dy + ((row / d.stride) * d.out_width + column / d.stride) * d.channels + channel;
            const float* w = weight + (ky * d.kernel + kx) * d.channels + channel;
            for (std::int64_t c = 0; c < count; ++c) sum[c] += read(from[c]) * w[c];
          }
        }
        T* into = dx + (y * d.in_width + x) * d.channels + channel;
        for (std::int64_t c = 0; c < count; ++c) write(into[c], sum[c]);
      }
    }
  });
}

template <typename T>
void depthwise_weight_gradient(const Depthwise& d, const T* x, const T* dy, float* dw) {
  for_channel_blocks(d.channels, [&](std::int64_t channel, auto count) {
    for (int ky = 0; ky < d.kernel; ++ky) {
      for (int kx = 0; kx < d.kernel; ++kx) {
        float sum[kLanes] = {};
        for (std::int64_t row = 0; row < d.out_height; ++row) {
          const std::int64_t y = row * d.stride - d.padding + ky;
          if (y < 0 || y >= d.in_height) continue;
          for (std::int64_t column = 0; column < d.out_width; ++column) {
            const std::int64_t at = column * d.stride - d.padding + kx;
            if (at < 0 || at >= d.in_width) continue;
            const T* in = x + (y * d.in_width + at) * d.channels + channel;
            const T* gradient = dy + (row * d.out_width + column) * d.channels + channel;
            for (std::int64_t c = 0; c < count; ++c) sum[c] += read(in[c]) * read(gradient[c]);
          }
        }
        float* into = dw + (ky * d.kernel + kx) * d.channels + channel;
        for (std::int64_t c = 0; c < count; ++c) into[c] += sum[c];
      }
    }
  });
}

}  // namespace efs::train::kernels::EFS_KERNEL_VARIANT
