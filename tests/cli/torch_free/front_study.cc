#include "cli/torch_free/front_study.h"

#include "cli/config/search_config.h"
#include "study/storage.h"

namespace efs::cli {

void make_study(const std::filesystem::path& folder, const std::string& name) {
  std::filesystem::create_directories(folder);
  const auto storage = study::create_sqlite_storage(
      (folder / "study.db").string(), {.name = name,
                                       .config_yaml = resolved_yaml(load_search_config({}, {})),
                                       .dataset_digest = "d1ce",
                                       .program_version = "0.1.0",
                                       .seed = 7,
                                       .created_unix_s = 1.7e9});
  std::vector<study::Action> actions;
  for (const char* architecture : {"resnet18", "alexnet"}) {
    actions.push_back(study::CreateTrial{
        .params = {{"architecture", std::string(architecture)}, {"learning_rate", 0.001}},
        .stage = 1,
        .target_epoch = 2});
  }
  storage->apply(actions, storage->revision());
  for (const int number : {0, 1}) {
    const auto lease = storage->claim("host:1", 3600.0)->lease();
    storage->report_cost(lease, {.latencies = {{"", {12.5, 13.0, "{}"}}},
                                 .weight_count = 11000000,
                                 .macs = 1800000000,
                                 .size_mb = 44.0});
    storage->report_epoch(lease, {.stage = 1,
                                  .epoch = 1,
                                  .train_loss = 9.0,
                                  .metrics = {{"val_loss", 8.0}, {"val_iou", 0.5}},
                                  .learning_rate = 0.001,
                                  .seconds = 60.0,
                                  .images_per_second = 30.0});
    if (number > 0) continue;
    storage->report_epoch(lease, {.stage = 1,
                                  .epoch = 2,
                                  .train_loss = 7.0,
                                  .metrics = {{"val_loss", 6.0}, {"val_iou", 0.625}},
                                  .learning_rate = 0.001,
                                  .seconds = 60.0,
                                  .images_per_second = 30.0});
    storage->pause(lease);
  }
}

}  // namespace efs::cli
