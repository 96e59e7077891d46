// Colours of the plots: told apart also by readers who see fewer of them.
#pragma once

#include <array>
#include <cstddef>

namespace efs::report {

/// Okabe and Ito, "Color Universal Design" (2008), with its yellow, too faint on white, replaced by
/// the wine of Paul Tol's muted scheme. More series than colours are told apart by their dashes.
inline constexpr std::array<const char*, 8> kPalette = {"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                                        "#e69f00", "#56b4e9", "#882255", "#444444"};

inline constexpr const char* series_colour(std::size_t index) {
  return kPalette[index % kPalette.size()];
}

}  // namespace efs::report
