// The parts of report.html, each a whole <section>, or nothing where there is nothing to show.
#pragma once

#include <string>
#include <vector>

#include "report/figures/page_figures.h"

namespace efs::report {

// result_sections.cc: what the search found.
std::string headline_section(const ReportSource& source, const std::vector<LeaderboardRow>& rows);
std::string leaderboard_section(const ReportSource& source,
                                const std::vector<LeaderboardRow>& rows);
std::string ruled_out_section(const std::vector<LeaderboardRow>& rows);

// front_section.cc: accuracy against latency.
std::string front_section(const ScatterFigure& figure);

// search_sections.cc: what made the difference.
std::string progress_section(const ProgressFigure& figure);
std::string importance_section(const search::Importance& importance);
std::string parallel_section(const ParallelFigure& figure);

// course_sections.cc: how the search went.
std::string rungs_section(const RungFigure& figure);
std::string learning_section(const LearningFigure& figure);
std::string timeline_section(const TimelineFigure& figure);

// stage_section.cc: how the trials of one stage learnt.
std::string stage_section(const StageFigure& figure);

// picture_sections.cc: what goes in and what comes out.
std::string pictures_section(const std::vector<OverlayPicture>& overlays);
std::string augmentation_section(const std::vector<AugmentationSheet>& sheets);

// context_sections.cc: why to believe it.
std::string latency_section(const ReportSource& source, const std::vector<LeaderboardRow>& rows);
std::string config_section(const ReportSource& source);
std::string reproduce_section(const ReportSource& source);

/// "2026-11-23 07:49 UTC"; empty for 0.
std::string format_time(double unix_s);

}  // namespace efs::report
