// Two studies with the same content.
#pragma once

#include <gtest/gtest.h>

#include <iterator>

#include "study/storage.h"

namespace efs::study {

/// Bit by bit, NaN too.
inline void expect_same_bits(double a, double b) {
  EXPECT_TRUE(a == b || (a != a && b != b)) << a << " and " << b;
}

inline void expect_equal(const LatencyRecord& a, const LatencyRecord& b) {
  expect_same_bits(a.median_ms, b.median_ms);
  expect_same_bits(a.p90_ms, b.p90_ms);
  EXPECT_EQ(a.detail_json, b.detail_json);
}

inline void expect_equal(const TrialCost& a, const TrialCost& b) {
  EXPECT_EQ(a.weight_count, b.weight_count);
  EXPECT_EQ(a.macs, b.macs);
  EXPECT_EQ(a.size_mb, b.size_mb);
  ASSERT_EQ(a.latencies.size(), b.latencies.size());
  for (const auto& [target, latency] : a.latencies) {
    SCOPED_TRACE(target);
    expect_equal(latency, b.latencies.at(target));
  }
}

inline void expect_equal(const NamedValues& a, const NamedValues& b) {
  ASSERT_EQ(std::distance(a.begin(), a.end()), std::distance(b.begin(), b.end()));
  for (const auto& [name, value] : a) {
    SCOPED_TRACE(name);
    ASSERT_TRUE(b.find(name).has_value());
    expect_same_bits(value, b.value(name));
  }
}

inline void expect_equal(const Trial& a, const Trial& b) {
  EXPECT_EQ(a.number, b.number);
  EXPECT_EQ(a.params, b.params);
  EXPECT_EQ(a.seed, b.seed);
  EXPECT_EQ(a.state, b.state);
  EXPECT_EQ(a.reason, b.reason);
  EXPECT_EQ(a.stage, b.stage);
  EXPECT_EQ(a.target_epoch, b.target_epoch);
  EXPECT_EQ(a.restart, b.restart);
  EXPECT_EQ(a.worker, b.worker);
  EXPECT_EQ(a.claims, b.claims);
  EXPECT_EQ(a.heartbeat_s, b.heartbeat_s);
  EXPECT_EQ(a.lease_until_s, b.lease_until_s);
  EXPECT_EQ(a.lost_workers, b.lost_workers);
  EXPECT_EQ(a.batch_halvings, b.batch_halvings);
  ASSERT_EQ(a.cost.has_value(), b.cost.has_value());
  if (a.cost) expect_equal(*a.cost, *b.cost);
  ASSERT_EQ(a.epochs.size(), b.epochs.size());
  for (std::size_t i = 0; i < a.epochs.size(); ++i) {
    EXPECT_EQ(a.epochs[i].stage, b.epochs[i].stage);
    EXPECT_EQ(a.epochs[i].epoch, b.epochs[i].epoch);
    expect_same_bits(a.epochs[i].train_loss, b.epochs[i].train_loss);
    expect_equal(a.epochs[i].metrics, b.epochs[i].metrics);
    expect_same_bits(a.epochs[i].learning_rate, b.epochs[i].learning_rate);
    expect_same_bits(a.epochs[i].seconds, b.epochs[i].seconds);
    expect_same_bits(a.epochs[i].images_per_second, b.epochs[i].images_per_second);
    EXPECT_EQ(a.epochs[i].finished_unix_s, b.epochs[i].finished_unix_s);
    EXPECT_EQ(a.epochs[i].worker, b.epochs[i].worker);
  }
}

inline void expect_equal(const Snapshot& a, const Snapshot& b) {
  EXPECT_EQ(a.info.config_yaml, b.info.config_yaml);
  EXPECT_EQ(a.info.dataset_digest, b.info.dataset_digest);
  EXPECT_EQ(a.info.program_version, b.info.program_version);
  EXPECT_EQ(a.info.seed, b.info.seed);
  EXPECT_EQ(a.info.created_unix_s, b.info.created_unix_s);
  EXPECT_EQ(a.notes, b.notes);
  EXPECT_EQ(a.revision, b.revision);
  ASSERT_EQ(a.history.trials.size(), b.history.trials.size());
  for (std::size_t i = 0; i < a.history.trials.size(); ++i) {
    SCOPED_TRACE(i);
    expect_equal(a.history.trials[i], b.history.trials[i]);
  }
}

}  // namespace efs::study
