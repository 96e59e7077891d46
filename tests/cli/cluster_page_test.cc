// docs/cluster.md: its Kubernetes manifest has the form of a Job (batch/v1), and its worker is one
// that this program starts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <filesystem>

#include "core/files/files.h"
#include "program.h"

namespace efs {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;

YAML::Node manifest() {
  const std::string page = read_file(std::filesystem::path(EFS_SOURCE_DIR) / "docs" / "cluster.md");
  const std::string begin = "```yaml\n";
  const auto at = page.find(begin) + begin.size();
  return YAML::Load(page.substr(at, page.find("```", at) - at));
}

// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/job-v1
TEST(ClusterPage, TheManifestIsAJob) {
  const YAML::Node job = manifest();
  EXPECT_EQ(job["apiVersion"].as<std::string>(), "batch/v1");
  EXPECT_EQ(job["kind"].as<std::string>(), "Job");
  EXPECT_FALSE(job["metadata"]["name"].as<std::string>().empty());
  const YAML::Node spec = job["spec"];
  EXPECT_GT(spec["parallelism"].as<int>(), 1);
  EXPECT_EQ(spec["completions"].as<int>(), spec["parallelism"].as<int>());
  const YAML::Node pod = spec["template"]["spec"];
  EXPECT_THAT(pod["restartPolicy"].as<std::string>(), AnyOf("OnFailure", "Never"));
  ASSERT_EQ(pod["containers"].size(), 1U);
  const YAML::Node container = pod["containers"][0];
  EXPECT_FALSE(container["name"].as<std::string>().empty());
  EXPECT_FALSE(container["image"].as<std::string>().empty());
  const auto mounted = container["volumeMounts"][0]["name"].as<std::string>();
  EXPECT_EQ(pod["volumes"][0]["name"].as<std::string>(), mounted);
}

TEST(ClusterPage, TheWorkerTakesItsArguments) {
  const auto help = testing::run_efs({"worker", "--help"});
  ASSERT_EQ(help.exit_code, 0);
  const YAML::Node args = manifest()["spec"]["template"]["spec"]["containers"][0]["args"];
  EXPECT_EQ(args[0].as<std::string>(), "worker");
  for (const auto& word : args) {
    const auto text = word.as<std::string>();
    if (text.starts_with("--")) EXPECT_THAT(help.out, HasSubstr(text));
  }
}

}  // namespace
}  // namespace efs
