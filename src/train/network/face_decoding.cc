#include "train/network/face_decoding.h"

#include "graph/face_cells.h"

namespace efs::train {

FaceDecoding face_decoding(const graph::DecodeFaces& op, torch::Device device) {
  const graph::FaceCells cells = graph::face_cells(op);
  const auto rows = [&](const std::vector<float>& values, std::int64_t count) {
    return torch::tensor(values, torch::kFloat32).view({1, count, -1}).to(device);
  };
  return {rows(cells.size, 2), rows(cells.corner, 2), rows(cells.largest_log, 1)};
}

torch::Tensor decode_faces(const FaceDecoding& decoding, const torch::Tensor& scores,
                           const torch::Tensor& boxes, bool training) {
  torch::Tensor log_size = boxes.narrow(1, 2, 2);
  if (training) log_size = at::minimum(log_size, decoding.largest_log);
  const torch::Tensor centre = boxes.narrow(1, 0, 2) * decoding.cell_size + decoding.cell_corner;
  const torch::Tensor half = log_size.exp() * (0.5 * decoding.cell_size);
  const torch::Tensor score = training ? scores : scores.sigmoid();
  return at::cat({centre - half, centre + half, score}, 1).transpose(1, 2);
}

}  // namespace efs::train
