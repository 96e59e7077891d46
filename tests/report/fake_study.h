// A study that never ran, with everything that a report has to show.
#pragma once

#include "report/leaderboard/source.h"

namespace efs::report {

/// Four architectures x two learning rates in three stages (3, 6 and 8 epochs; keep 2, 1, 1).
/// Accuracy grows with latency, so that the front has more than one trial:
///   0 small lr 0.001, 1 small lr 0.01   2 ms, stopped after stage 1 resp. diverged at epoch 2
///   2 middle 0.001, 3 middle 0.01       5 ms, 2 goes through all stages and completes
///   4 large 0.001, 5 large 0.01        10 ms, 4 is stopped after stage 2
///   6 huge 0.001, 7 huge 0.01          40 ms, infeasible
/// Two workers, host-1 for even trials and host-2 for odd ones, 12.5 s an epoch without a pause.
ReportSource fake_study();

/// The same of the task faces: accuracies are average precisions, and best/ has trial 2.
ReportSource fake_faces_study();
/// Trial 2's recall over false alarms: 50 of 100 faces without any, 80 at the 20 of its threshold.
WinnerRecall fake_recall();

}  // namespace efs::report
