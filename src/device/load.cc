#include "device/load.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <string>

namespace efs::device {

namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
}

}  // namespace

ProcessorTime read_processor_time() {
  ProcessorTime time;
  std::ifstream file("/proc/stat");
  std::string name;
  // proc(5): time of user, nice, system, idle, iowait, irq, softirq, steal
  double user = 0, nice = 0, system = 0, idle = 0, wait = 0, irq = 0, softirq = 0, steal = 0;
  if (!(file >> name >> user >> nice >> system >> idle >> wait >> irq >> softirq >> steal) ||
      name != "cpu") {
    return time;
  }
  const double ticks = user + nice + system + irq + softirq + steal;
  time.busy_s = ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
  for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
    rusage usage{};
    ::getrusage(who, &usage);
    time.own_s += seconds(usage.ru_utime) + seconds(usage.ru_stime);
  }
  time.known = true;
  return time;
}

double foreign_load(const ProcessorTime& before, const ProcessorTime& after, double elapsed_s) {
  if (!before.known || !after.known || elapsed_s <= 0.0) return 0.0;
  const double others_s = (after.busy_s - before.busy_s) - (after.own_s - before.own_s);
  return std::max(0.0, others_s / elapsed_s);
}

}  // namespace efs::device
