// The index of overlay pictures on any bytes: pictures in the study's own folder, or an Error.
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "../support/temporary_folder.h"
#include "core/error.h"
#include "core/files/user_files.h"
#include "report/leaderboard/source.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const efs::TemporaryFolder folder;
  std::filesystem::create_directories(folder / "plots");
  std::ofstream(folder / "plots/overlays.json")
      .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  try {
    for (const auto& picture : efs::report::load_overlays(folder.path())) {
      if (!efs::is_below(picture.path, folder / "plots/overlays")) std::abort();
    }
  } catch (const efs::Error&) {
  }
  return 0;
}
