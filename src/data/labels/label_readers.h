// The readers behind the table in label_formats.cc, one file each. Texts of formats that label one
// image a file give one image without an id.
#pragma once

#include <string_view>

#include "data/labels/label_formats.h"

namespace efs::data {

/// Lines "# path", each followed by one line "xmin ymin xmax ymax" per face and one line
/// "xmin ymin xmax ymax ignore" per region to ignore; by none where there is no face.
Labels read_edgefacesearch_labels(std::string_view text, const LabelSource& source);

/// FDDB's ellipse lists (Jain and Learned-Miller 2010): a path, a count, then as many lines
/// "major_radius minor_radius angle center_x center_y 1"; the count may be 0. A path without an image's extension
/// gets ".jpg"; the box is the exact extent of the ellipse.
Labels read_fddb_labels(std::string_view text, const LabelSource& source);

/// Lists of RetinaFace (Deng et al. 2020) and SCRFD (Guo et al. 2021). Lines "# path" are followed by
/// lines "x y width height" and then, or not, five landmarks and a number; lines
/// "# path width height" by "xmin ymin xmax ymax" and the same, or 1 for a face to ignore. Where
/// landmarks contradict this, they decide.
Labels read_retinaface_labels(std::string_view text, const LabelSource& source);

/// WIDER FACE's lists (Yang et al. 2016): a path, a count, then as many lines "x y width height blur
/// expression illumination invalid occlusion pose". An invalid face is one to ignore. The count 0 may
/// be followed by a line of zeros.
Labels read_wider_face_labels(std::string_view text, const LabelSource& source);

/// CelebA's list_bbox_celeba.txt (Liu et al. 2015): a count, a header, then lines "image_id x_1 y_1
/// width height".
Labels read_celeba_labels(std::string_view text, const LabelSource& source);

/// Rows of fields between commas, semicolons or tabs, which csv_columns.h tells apart.
Labels read_csv_labels(std::string_view text, const LabelSource& source);

/// COCO's JSON (Lin et al. 2014): bbox is x, y, width, height; iscrowd or ignore: to ignore.
Labels read_coco_labels(std::string_view text, const LabelSource& source);

/// LabelMe's JSON of one image: a shape is the extent of its points.
Labels read_labelme_labels(std::string_view text, const LabelSource& source);

/// Pascal VOC's XML of one image (Everingham et al. 2010): xmin, ymin, xmax, ymax; difficult: to ignore.
Labels read_voc_labels(std::string_view text, const LabelSource& source);

/// CVAT's XML of images: boxes, and the extents of polygons and ellipses.
Labels read_cvat_labels(std::string_view text, const LabelSource& source);

/// YOLO's text of one image: lines "class centre_x centre_y width height" in shares of the image's
/// sides, also with keypoints behind them, or "class x1 y1 x2 y2 ..." of a polygon.
Labels read_yolo_labels(std::string_view text, const LabelSource& source);

/// Whether a text is in the format.
bool is_retinaface(const TextStart& start);
bool is_fddb(const TextStart& start);
bool is_wider_face(const TextStart& start);
bool is_celeba(const TextStart& start);
bool is_csv(const TextStart& start);
bool is_coco(const TextStart& start);
bool is_labelme(const TextStart& start);
bool is_voc(const TextStart& start);
bool is_cvat(const TextStart& start);
bool is_yolo(const TextStart& start);

}  // namespace efs::data
