// A whole study as JSON, to move it between databases and to keep it. A persistent format: a change
// needs a new version, unless it is an entry that may be missing.
#pragma once

#include <string>

#include "core/text/json.h"
#include "study/storage.h"

namespace efs::study {

Json to_json(const Snapshot& snapshot);

/// Reads what to_json() wrote. Error names the file and what is wrong: no JSON, another version, a
/// missing or malformed entry, a number out of its range, trials that are not numbered from 0, a
/// text beyond the limits of core/text/outside_json.h.
Snapshot snapshot_of(const std::string& text, const std::string& file_name);

}  // namespace efs::study
