#include "serve/watcher.h"

#include "core/clock.h"
#include "core/text/outside_json.h"

namespace efs::serve {
namespace {

constexpr double kListEvery_s = 3.0;
constexpr double kTellEvery_s = 10.0;  // if nothing is new: ages grow, and lost connections show

}  // namespace

void Watcher::look() {
  const bool all = hub_.listeners(kAllStudies) > 0;
  if (all && now_s() - listed_s_ >= kListEvery_s) {
    hub_.publish(kAllStudies, event_text("studies", routes_.all_studies()));
    listed_s_ = now_s();
  }
  for (const auto& study : studies_.known()) {
    if (hub_.listeners(study->id()) > 0) {
      look_at(*study);
    } else if (told_s_.erase(study->id()) > 0) {
      study->rest();
    }
  }
}

void Watcher::look_at(LiveStudy& study) {
  const bool is_new = study.look();
  const auto told = told_s_.find(study.id());
  if (!is_new && told != told_s_.end() && now_s() - told->second < kTellEvery_s) return;
  hub_.publish(study.id(), event_text("study", json_text(study.live())));
  told_s_[study.id()] = now_s();
}

}  // namespace efs::serve
