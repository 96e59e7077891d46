// Who listens to what: texts for clients whose connections stay open.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>

namespace efs::http {

using SharedText = std::shared_ptr<const std::string>;

/// Texts by channel, each handed to all who listen there. Any thread may call any of it.
class Hub {
 public:
  /// `most`: how many may listen at once. `published` is called after each publish().
  explicit Hub(std::size_t most, std::function<void()> published = {})
      : most_(most), published_(std::move(published)) {}

  /// What one client is to be sent. Leaves its channel when it is destroyed.
  class Listener {
   public:
    Listener(Hub& hub, std::string channel) : hub_(hub), channel_(std::move(channel)) {}
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    /// In front of all that was published since it joined.
    void put_first(std::string text);
    /// The next text, once; null: there is none.
    SharedText take();
    /// It takes its texts more slowly than they come, so it must go.
    bool is_behind() const;

   private:
    friend class Hub;
    Hub& hub_;
    const std::string channel_;
    std::deque<SharedText> texts_;  // guarded by the hub's mutex
    std::size_t bytes_ = 0;
  };

  /// Null: as many as may listen do.
  std::shared_ptr<Listener> join(const std::string& channel);
  void publish(const std::string& channel, std::string text);
  std::size_t listeners(const std::string& channel) const;

 private:
  const std::size_t most_;
  const std::function<void()> published_;
  mutable std::mutex mutex_;
  std::set<Listener*> listeners_;
};

}  // namespace efs::http
