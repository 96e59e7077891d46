// The readers behind the table in label_formats.cc, one file each.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "data/sample.h"

namespace efs::data {

/// Lines "# path", each followed by one line "xmin ymin xmax ymax" per face and one line
/// "xmin ymin xmax ymax ignore" per region to ignore; by none where there is no face.
std::vector<LabelledImage> read_edgefacesearch_labels(std::string_view text,
                                                      const std::string& file_name);

/// FDDB's ellipse lists (Jain and Learned-Miller 2010): a path, a count, then as many lines
/// "major_radius minor_radius angle center_x center_y 1"; the count may be 0. A path without an image's extension
/// gets ".jpg"; the box is the exact extent of the ellipse.
std::vector<LabelledImage> read_fddb_labels(std::string_view text, const std::string& file_name);

/// Rows "image_id,x1,y1,x2,y2", the name with or without quotes, a header or none. A header may name
/// a sixth column "ignore": 1 for a region to ignore, 0 or nothing for a face. A row without numbers,
/// or of the name alone, is an image without a face. Rows of one image need not be neighbours; the
/// same row twice is an error.
std::vector<LabelledImage> read_csv_labels(std::string_view text, const std::string& file_name);

}  // namespace efs::data
