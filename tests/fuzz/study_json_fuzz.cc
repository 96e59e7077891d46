// The reader of exported studies on any bytes: a study or an Error. What was read is written and
// read again.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/error.h"
#include "core/text/outside_json.h"
#include "study/export/snapshot_json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  efs::study::Snapshot snapshot;
  try {
    snapshot = efs::study::snapshot_of(text, "fuzz");
  } catch (const efs::Error&) {
    return 0;
  }
  const std::string written = efs::json_text(efs::study::to_json(snapshot));
  const auto again = efs::study::snapshot_of(written, "again");
  if (efs::json_text(efs::study::to_json(again)) != written) std::abort();
  return 0;
}
