// A study's scheduler.
#pragma once

#include <memory>

#include "search/schedulers/scheduler.h"
#include "study/storage.h"
#include "tune/options.h"

namespace efs::tune {

std::unique_ptr<search::Scheduler> study_scheduler(const SearchOptions& options,
                                                   study::Storage& storage);

/// Whether it has nothing left to do, nor to decide.
bool is_done(const SearchOptions& options, study::Storage& storage, const study::History& history);

}  // namespace efs::tune
