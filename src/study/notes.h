// Small texts by key that a study's database keeps besides its trials. Part of the persistent
// format; docs/study.md has the same table.
#pragma once

#include <array>
#include <string>

namespace efs::study {

struct Note {
  const char* key;  // with ':' at its end, a name follows
  const char* value;
  const char* what;
  const char* writer;

  /// The key of the note about `name`.
  std::string of(const std::string& name) const { return key + name; }
};

namespace note {

inline constexpr Note kAway{"away:", "text, or empty",
                            "why the target whose name follows cannot be reached", "worker"};
inline constexpr Note kFolder{"folder", "path",
                              "where the study's files are; in a server's database only",
                              "making the study"};
inline constexpr Note kLatency{"latency:", "JSON",
                               "a measurement; what follows is the network's digest, behind "
                               "`TARGET:` where the target has a name",
                               "worker"};
inline constexpr Note kLatencyModel{
    "latency_model:", "JSON", "what predicts latencies on the target whose name follows", "search"};
inline constexpr Note kMeanBoxIou{
    "mean_box_iou", "number", "the validation IoU of always answering with the mean training box",
    "search"};
inline constexpr Note kMeasured{
    "measured", "`yes`", "the listed networks have been measured, so that other workers may train",
    "search"};
inline constexpr Note kPhotographs{"photographs", "text",
                                   "digests of the photographs that were trained on, for the model",
                                   "search"};
inline constexpr Note kPrior{"prior", "an exported study", "the trials of `warm_start`",
                             "making the study"};
inline constexpr Note kTeacher{"teacher", "digest, or empty", "of the network that teaches",
                               "making the study"};
inline constexpr Note kWeights{"weights", "digests, or empty",
                               "of the files that backbones start from", "making the study"};
inline constexpr Note kWinner{"winner", "number", "the trial whose model is in `best/`", "search"};
inline constexpr Note kCommand{"wish", "`pause`, `stop`, or empty",
                               "what a user asks of all workers", "`efs study`"};
inline constexpr Note kWorked{"worked_s", "seconds",
                              "for how long the study has been worked on; with `budget.hours` only",
                              "search"};
inline constexpr Note kWorkers{"workers", "`3`, `3 lend`, or empty",
                               "how many workers the running search has, and whether they lend "
                               "idle threads",
                               "search"};

}  // namespace note

inline constexpr std::array kNotes{
    note::kAway,     note::kFolder,      note::kLatency, note::kLatencyModel, note::kMeanBoxIou,
    note::kMeasured, note::kPhotographs, note::kPrior,   note::kTeacher,      note::kWeights,
    note::kWinner,   note::kCommand,     note::kWorked,  note::kWorkers};

}  // namespace efs::study
