// The parts of report.html beside its charts, each a whole <section>, or nothing where there is nothing to show.
#pragma once

#include <string>
#include <vector>

#include "report/leaderboard/leaderboard.h"

namespace efs::report {

// result_sections.cc: what the search found.
std::string headline_section(const ReportSource& source, const Rows& rows);
std::string leaderboard_section(const ReportSource& source, const Rows& rows);
std::string ruled_out_section(const Rows& rows);

// picture_sections.cc: what goes in and what comes out.
std::string pictures_section(const std::vector<OverlayPicture>& overlays);
std::string augmentation_section(const std::vector<AugmentationSheet>& sheets);

// context_sections.cc: why to believe it.
std::string latency_section(const ReportSource& source, const Rows& rows);
std::string config_section(const ReportSource& source);
std::string reproduce_section(const ReportSource& source);

/// "2026-11-23 07:49 UTC"; empty for 0.
std::string format_time(double unix_s);

}  // namespace efs::report
