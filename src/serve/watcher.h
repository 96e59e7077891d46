// Looks at the studies that somebody looks at, and tells them what is new.
#pragma once

#include <map>
#include <string>

#include "http/hub.h"
#include "serve/routes.h"
#include "serve/studies.h"

namespace efs::serve {

/// Studies that nobody looks at are left alone.
class Watcher {
 public:
  Watcher(Studies& studies, const Routes& routes, http::Hub& hub)
      : studies_(studies), routes_(routes), hub_(hub) {}

  /// To be called about each second.
  void look();

 private:
  void look_at(LiveStudy& study);

  Studies& studies_;
  const Routes& routes_;
  http::Hub& hub_;
  double listed_s_ = 0.0;
  std::map<std::string, double> told_s_;  // when those that are watched were told of, by id
};

}  // namespace efs::serve
