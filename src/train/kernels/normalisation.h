// Batch and layer normalisation. Included by variant.cc only.
#pragma once

#include "train/kernels/functions.h"

namespace efs::train::kernels::EFS_KERNEL_VARIANT {

/// Rows that are summed in float32 before they are added to a double: few enough that rounding
/// stays far below that of bfloat16 and the noise of a batch.
constexpr std::int64_t kRowsOfPart = 128;

/// Calls `add(row, channel, first[lane], second[lane])` for every element and adds the sums over
/// the rows to `firsts` and `seconds`.
template <typename Add>
void sum_channels(std::int64_t rows, std::int64_t channels, double* firsts, double* seconds,
                  Add add) {
  for (std::int64_t row = 0; row < rows; row += kRowsOfPart) {
    const std::int64_t row_end = row + kRowsOfPart < rows ? row + kRowsOfPart : rows;
    for_channel_blocks(channels, [&](std::int64_t channel, auto lanes) {
      float first[kLanes] = {}, second[kLanes] = {};
      for (std::int64_t r = row; r < row_end; ++r) {
        for (std::int64_t lane = 0; lane < lanes; ++lane) {
          add(r * channels + channel + lane, channel + lane, first[lane], second[lane]);
        }
      }
      for (std::int64_t lane = 0; lane < lanes; ++lane) {
        firsts[channel + lane] += static_cast<double>(first[lane]);
        seconds[channel + lane] += static_cast<double>(second[lane]);
      }
    });
  }
}

template <typename T>
void moments(const T* x, std::int64_t rows, std::int64_t channels, const float* shift, double* sums,
             double* squares) {
  sum_channels(rows, channels, sums, squares,
               [=](std::int64_t i, std::int64_t c, float& sum, float& square) {
                 const float value = read(x[i]) - shift[c];
                 sum += value;
                 square += value * value;
               });
}

template <typename T>
void affine(Function function, const T* x, T* y, std::int64_t rows, std::int64_t channels,
            const float* scale, const float* offset) {
  with_function(function, [=](auto f) {
    for (std::int64_t row = 0; row < rows; ++row) {
      const T* in = x + row * channels;
      T* out = y + row * channels;
      for (std::int64_t c = 0; c < channels; ++c) {
        write(out[c], f.value(scale[c] * read(in[c]) + offset[c]));
      }
    }
  });
}

template <typename T>
void affine_sums(Function function, const T* x, const T* dy, std::int64_t rows,
                 std::int64_t channels, const float* scale, const float* offset, const float* shift,
                 double* sums, double* products) {
  with_function(function, [=](auto f) {
    sum_channels(rows, channels, sums, products,
                 [=](std::int64_t i, std::int64_t c, float& sum, float& product) {
                   const float value = read(x[i]);
                   const float g = read(dy[i]) * f.gradient(scale[c] * value + offset[c]);
                   sum += g;
                   product += g * (value - shift[c]);
                 });
  });
}

template <typename T>
void affine_gradient(Function function, const T* x, const T* dy, T* dx, std::int64_t rows,
                     std::int64_t channels, const float* scale, const float* offset,
                     const float* by_gradient, const float* by_input, const float* constant) {
  with_function(function, [=](auto f) {
    for (std::int64_t row = 0; row < rows; ++row) {
      const T* in = x + row * channels;
      const T* gradient = dy + row * channels;
      T* out = dx + row * channels;
      for (std::int64_t c = 0; c < channels; ++c) {
        const float value = read(in[c]);
        const float g = read(gradient[c]) * f.gradient(scale[c] * value + offset[c]);
        write(out[c], by_gradient[c] * g + (by_input[c] * value + constant[c]));
      }
    }
  });
}

/// Sum of add(i) over [0, count), in kLanes sums that are added at the end.
template <typename Add>
float sum_of(std::int64_t count, Add add) {
  float sums[kLanes] = {};
  std::int64_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    for (std::int64_t lane = 0; lane < kLanes; ++lane) sums[lane] += add(i + lane);
  }
  for (; i < count; ++i) sums[0] += add(i);
  float total = 0.0F;
  for (const float sum : sums) total += sum;
  return total;
}

template <typename T>
void layer_norm(const T* x, T* y, std::int64_t rows, std::int64_t channels, const float* weight,
                const float* bias, float epsilon, float* mean, float* inverse_std) {
  const float share = 1.0F / static_cast<float>(channels);
  for (std::int64_t row = 0; row < rows; ++row) {
    const T* in = x + row * channels;
    T* out = y + row * channels;
    const float m = share * sum_of(channels, [=](std::int64_t c) { return read(in[c]); });
    const float variance = share * sum_of(channels, [=](std::int64_t c) {
                             const float d = read(in[c]) - m;
                             return d * d;
                           });
    const float inverse = 1.0F / __builtin_sqrtf(variance + epsilon);
    for (std::int64_t c = 0; c < channels; ++c) {
      write(out[c], (read(in[c]) - m) * inverse * weight[c] + bias[c]);
    }
    mean[row] = m;
    inverse_std[row] = inverse;
  }
}

template <typename T>
void layer_norm_gradient(const T* x, const T* dy, T* dx, std::int64_t rows, std::int64_t channels,
                         const float* weight, const float* mean, const float* inverse_std,
                         float* weight_gradient, float* bias_gradient) {
  const float share = 1.0F / static_cast<float>(channels);
  for (std::int64_t row = 0; row < rows; ++row) {
    const T* in = x + row * channels;
    const T* gradient = dy + row * channels;
    T* out = dx + row * channels;
    const float m = mean[row], inverse = inverse_std[row];
    const float sum =
        share * sum_of(channels, [=](std::int64_t c) { return read(gradient[c]) * weight[c]; });
    const float product = share * sum_of(channels, [=](std::int64_t c) {
                            return read(gradient[c]) * weight[c] * (read(in[c]) - m) * inverse;
                          });
    for (std::int64_t c = 0; c < channels; ++c) {
      const float g = read(gradient[c]);
      const float normalised = (read(in[c]) - m) * inverse;
      weight_gradient[c] += g * normalised;
      bias_gradient[c] += g;
      write(out[c], inverse * (g * weight[c] - sum - normalised * product));
    }
  }
}

}  // namespace efs::train::kernels::EFS_KERNEL_VARIANT
