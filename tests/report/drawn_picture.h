// Pictures for tests, drawn by the tests.
#pragma once

#include <string>

namespace efs::report {

/// A PNG file of width x height: a gradient with two rectangles, as an overlay has them.
std::string drawn_png(int width, int height);

}  // namespace efs::report
