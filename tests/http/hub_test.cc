#include "http/hub.h"

#include <gtest/gtest.h>

namespace efs::http {
namespace {

std::string taken(Hub::Listener& listener) {
  std::string all;
  while (const SharedText text = listener.take()) all += *text;
  return all;
}

TEST(Hub, GivesTextsToThoseWhoListenThere) {
  Hub hub(8);
  const auto one = hub.join("a"), two = hub.join("a"), other = hub.join("b");
  hub.publish("a", "x");
  hub.publish("a", "y");
  hub.publish("c", "z");
  EXPECT_EQ(taken(*one), "xy");
  EXPECT_EQ(taken(*two), "xy");
  EXPECT_EQ(taken(*other), "");
  EXPECT_EQ(taken(*one), "");
}

TEST(Hub, KeepsWhatCameSinceAListenerJoinedBehindItsFirstText) {
  Hub hub(8);
  const auto one = hub.join("a");
  hub.publish("a", "change");
  one->put_first("all, ");
  EXPECT_EQ(taken(*one), "all, change");
}

TEST(Hub, CountsListenersAndRefusesTooMany) {
  Hub hub(2);
  auto one = hub.join("a");
  const auto two = hub.join("b");
  EXPECT_EQ(hub.join("a"), nullptr);
  EXPECT_EQ(hub.listeners("a"), 1U);
  one.reset();
  EXPECT_EQ(hub.listeners("a"), 0U);
  EXPECT_NE(hub.join("a"), nullptr);
}

TEST(Hub, KnowsWhoIsBehind) {
  Hub hub(2);
  const auto one = hub.join("a");
  one->put_first(std::string(20U << 20, 'x'));  // of itself no reason
  EXPECT_FALSE(one->is_behind());
  hub.publish("a", std::string(5U << 20, 'y'));
  EXPECT_TRUE(one->is_behind());
  one->take();
  EXPECT_FALSE(one->is_behind());
  hub.publish("a", std::string(5U << 20, 'y'));
  EXPECT_TRUE(one->is_behind());
}

TEST(Hub, TellsOfEachPublication) {
  int told = 0;
  Hub hub(2, [&] { ++told; });
  hub.publish("a", "x");
  hub.publish("a", "y");
  EXPECT_EQ(told, 2);
}

}  // namespace
}  // namespace efs::http
