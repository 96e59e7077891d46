// How busy the machine is with other programs while something is measured.
#pragma once

namespace efs::device {

/// Processor time since the system's start, all processors together.
struct ProcessorTime {
  double busy_s = 0.0;  // of all programs, and of other virtual machines (steal)
  double own_s = 0.0;   // of this process, and of its children that have ended
  bool known = false;   // false: the system does not show it
};
ProcessorTime read_processor_time();

/// Processors that other programs kept busy between two readings `elapsed_s` apart, on average; 0 if
/// that is not known.
double foreign_load(const ProcessorTime& before, const ProcessorTime& after, double elapsed_s);

}  // namespace efs::device
