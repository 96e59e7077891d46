#include "train/download/pretrained_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/files/digest.h"
#include "core/files/files.h"
#include "nn/catalogue.h"
#include "support/temporary_folder.h"
#include "test_server.h"

namespace efs::train {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// The names are those of torchvision 0.14.1's own get_model_weights(NAME).IMAGENET1K_V1.url.
TEST(PublishedWeights, AreThereForTheWholeCatalogue) {
  for (const auto& row : nn::architectures()) {
    const PublishedWeights& weights = published_weights_of(row.name);
    const std::string digits = digest_prefix(weights);
    EXPECT_GE(digits.size(), 8U) << row.name;
    EXPECT_EQ(digits.find_first_not_of("0123456789abcdef"), std::string::npos) << row.name;
    EXPECT_EQ(weights.file.front(), row.name.front());
  }
  EXPECT_EQ(published_weights().size(), nn::architectures().size());
  EXPECT_EQ(digest_prefix(published_weights_of("mnasnet0_5")), "3ffadce67e");
}

TEST(PublishedWeights, NameAnArchitectureWithout) {
  try {
    published_weights_of("resnet19");
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(), HasSubstr("resnet19"));
  }
}

class PretrainedFile : public ::testing::Test {
 protected:
  std::filesystem::path get(const std::string& base_url) {
    return pretrained_file(weights_, folder_ / "cache", base_url, {});
  }

  const std::string content_ = "the weights";
  const PublishedWeights weights_{"resnet18",
                                  "resnet18-" + sha256_hex(content_).substr(0, 8) + ".pth"};
  TemporaryFolder folder_;
  TestServer server_{[this](const httplib::Request& request, httplib::Response& response) {
    EXPECT_EQ(request.path, "/models/" + weights_.file);
    response.set_content(content_, "application/octet-stream");
  }};
};

TEST_F(PretrainedFile, IsDownloadedOnce) {
  const auto path = get(server_.url() + "/models");
  EXPECT_EQ(path, folder_ / "cache" / weights_.file);
  EXPECT_EQ(read_file(path), content_);
  EXPECT_EQ(get(server_.url() + "/models"), path);
  EXPECT_EQ(get(url_of_nobody()), path) << "without a network";
  EXPECT_EQ(server_.requests(), 1);
}

TEST_F(PretrainedFile, IsDownloadedAnewWhereItIsDamaged) {
  const auto path = get(server_.url() + "/models");
  for (const std::string damaged : {"the weight", ""}) {
    write_file_atomically(path, damaged);
    EXPECT_EQ(read_file(get(server_.url() + "/models")), content_);
  }
  EXPECT_EQ(server_.requests(), 3);
}

TEST_F(PretrainedFile, SaysWithoutANetworkWhereToPutIt) {
  const std::string url = url_of_nobody();
  try {
    get(url);
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr(url + "/" + weights_.file),
                                    HasSubstr((folder_ / "cache" / weights_.file).string()),
                                    HasSubstr("https_proxy")));
  }
}

}  // namespace
}  // namespace efs::train
