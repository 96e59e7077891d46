// best/recall_curve.json on any bytes: a picture of it, or an Error.
#include <cstdint>
#include <filesystem>
#include <fstream>

#include "../support/temporary_folder.h"
#include "core/error.h"
#include "report/charts/recall.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const efs::TemporaryFolder folder;
  std::filesystem::create_directories(folder / "best");
  std::ofstream(folder / "best/recall_curve.json")
      .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  try {
    efs::report::ReportSource source;
    source.winner_recall = efs::report::load_winner_recall(folder.path());
    for (const auto& plot : efs::report::draw_recall(source, {}).plots) {
      efs::report::to_svg(plot.plot);
    }
  } catch (const efs::Error&) {
  }
  return 0;
}
