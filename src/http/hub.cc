#include "http/hub.h"

#include <algorithm>

namespace efs::http {

namespace {

// Several of the largest texts that are published.
constexpr std::size_t kMostBytesBehind = 8U << 20;

}  // namespace

Hub::Listener::~Listener() {
  const std::lock_guard<std::mutex> lock(hub_.mutex_);
  hub_.listeners_.erase(this);
}

void Hub::Listener::put_first(std::string text) {
  const auto shared = std::make_shared<const std::string>(std::move(text));
  const std::lock_guard<std::mutex> lock(hub_.mutex_);
  texts_.push_front(shared);
  bytes_ += shared->size();
}

SharedText Hub::Listener::take() {
  const std::lock_guard<std::mutex> lock(hub_.mutex_);
  if (texts_.empty()) return nullptr;
  SharedText text = std::move(texts_.front());
  texts_.pop_front();
  bytes_ -= text->size();
  return text;
}

bool Hub::Listener::is_behind() const {
  const std::lock_guard<std::mutex> lock(hub_.mutex_);
  return bytes_ > kMostBytesBehind && texts_.size() > 1;
}

std::shared_ptr<Hub::Listener> Hub::join(const std::string& channel) {
  auto listener = std::make_shared<Listener>(*this, channel);
  const std::lock_guard<std::mutex> lock(mutex_);
  if (listeners_.size() >= most_) return nullptr;
  listeners_.insert(listener.get());
  return listener;
}

void Hub::publish(const std::string& channel, std::string text) {
  const auto shared = std::make_shared<const std::string>(std::move(text));
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (Listener* listener : listeners_) {
      if (listener->channel_ != channel) continue;
      listener->texts_.push_back(shared);
      listener->bytes_ += shared->size();
    }
  }
  if (published_) published_();
}

std::size_t Hub::listeners(const std::string& channel) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return static_cast<std::size_t>(
      std::count_if(listeners_.begin(), listeners_.end(),
                    [&](const Listener* one) { return one->channel_ == channel; }));
}

}  // namespace efs::http
