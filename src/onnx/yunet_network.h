// A detector of several faces as OpenCV's cv::FaceDetectorYN reads it from version 4.8 on.
#pragma once

#include "onnx/face_outputs.h"

namespace efs::onnx {

/// A network of the same faces whose input is BGR from 0 to 255, and whose outputs are, of the strides
/// S = 8, 16 and 32, "cls_S" and "obj_S" [1,H*W,1], both the score from 0 to 1, "bbox_S" [1,H*W,4],
/// dx dy dw dh, and "kps_S" [1,H*W,10], five points in the middle of the box. The maps must be as
/// require_yunet_maps() wants them.
OutputNetwork yunet_network(const graph::Graph& graph, const graph::Weights& weights,
                            const ModelInfo& info);

/// UsageError unless the maps of a detector of several faces have the strides and the extents that
/// FaceDetectorYN takes for granted.
void require_yunet_maps(const graph::Graph& graph);

}  // namespace efs::onnx
