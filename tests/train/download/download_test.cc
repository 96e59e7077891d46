#include "train/download/download.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <future>

#include "connect_proxy.h"
#include "core/error.h"
#include "core/files/digest.h"
#include "core/files/files.h"
#include "support/temporary_folder.h"
#include "test_server.h"

namespace efs::train {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr const char* kBinary = "application/octet-stream";

/// Several times what is sent and received at once.
const std::string& content() {
  static const std::string bytes = [] {
    std::string text;
    for (int i = 0; i < 300'000; ++i) text += static_cast<char>(i * 31 % 251);
    return text;
  }();
  return bytes;
}

void serve(const httplib::Request&, httplib::Response& response) {
  response.set_content(content(), kBinary);
}

class Download : public ::testing::Test {
 protected:
  /// "no error" or what download() says.
  std::string message_of(const std::string& url) {
    try {
      download(url, path_, digest_, options_);
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  }
  /// The same where this certificate is vouched for.
  std::string message_trusting(const TestCertificate& certificate, const std::string& url) {
    const TemporaryFolder trust;
    certificate.write(trust / "trusted.pem");
    ::setenv("SSL_CERT_FILE", (trust / "trusted.pem").c_str(), 1);
    const std::string message = message_of(url);
    ::unsetenv("SSL_CERT_FILE");
    return message;
  }
  bool nothing_is_left() const { return std::filesystem::is_empty(folder_.path()); }

  TemporaryFolder folder_;
  std::filesystem::path path_ = folder_ / "weights.pth";
  std::string digest_ = sha256_hex(content()).substr(0, 8);
  DownloadOptions options_{.connect_timeout_s = 10.0, .silence_timeout_s = 10.0};
};

TEST_F(Download, BringsTheFileAndTellsItsProgress) {
  const TestServer server(serve);
  std::size_t received = 0, expected = 0;
  options_.progress = [&](std::size_t bytes, std::size_t of) {
    EXPECT_GT(bytes, received);
    received = bytes;
    expected = of;
  };
  ASSERT_EQ(message_of(server.url() + "/models/weights.pth"), "no error");
  EXPECT_EQ(read_file(path_), content());
  EXPECT_EQ(received, content().size());
  EXPECT_EQ(expected, content().size());
}

TEST_F(Download, FollowsARedirectToAnotherServer) {
  const TestServer server(serve);
  const TestServer first([&](const httplib::Request&, httplib::Response& response) {
    response.set_content("it has moved", "text/plain");
    response.set_redirect(server.url() + "/elsewhere/weights.pth");
  });
  ASSERT_EQ(message_of(first.url() + "/weights.pth"), "no error");
  EXPECT_EQ(read_file(path_), content());
  EXPECT_EQ(first.requests(), 1);
  EXPECT_EQ(server.requests(), 1);
}

TEST_F(Download, GivesUpARedirectInACircle) {
  const TestServer server([](const httplib::Request&, httplib::Response& response) {
    response.set_redirect("/weights.pth");
  });
  EXPECT_THAT(message_of(server.url() + "/weights.pth"), HasSubstr("redirects more than 5 times"));
  EXPECT_TRUE(nothing_is_left());
}

TEST_F(Download, RefusesABodyThatIsCompressedOrTooLarge) {
  const TestServer compressed([](const httplib::Request&, httplib::Response& response) {
    response.set_header("Content-Encoding", "gzip");
    response.set_content(content(), kBinary);
  });
  EXPECT_THAT(message_of(compressed.url() + "/weights.pth"), HasSubstr("compressed (gzip)"));
  const TestServer large([](const httplib::Request&, httplib::Response& response) {
    response.set_content_provider(kMostDownloadBytes + 1, kBinary,
                                  [](std::size_t, std::size_t, httplib::DataSink& sink) {
                                    sink.write("x", 1);
                                    return false;
                                  });
  });
  EXPECT_THAT(message_of(large.url() + "/weights.pth"), HasSubstr("larger than the 1073741824"));
  EXPECT_TRUE(nothing_is_left());
}

TEST_F(Download, RefusesAnotherDigest) {
  const TestServer server(serve);
  digest_ = "00000000";
  EXPECT_THAT(
      message_of(server.url() + "/weights.pth"),
      AllOf(HasSubstr("/weights.pth"), HasSubstr("not what was published"), HasSubstr("00000000")));
  EXPECT_TRUE(nothing_is_left());
}

TEST_F(Download, LeavesAnOldFileAloneWhenItFails) {
  const TestServer server(serve);
  write_file_atomically(path_, "old");
  digest_ = "00000000";
  message_of(server.url() + "/weights.pth");
  EXPECT_EQ(read_file(path_), "old");
}

TEST_F(Download, SaysWhatTheServerAnswers) {
  const TestServer server([](const httplib::Request&, httplib::Response& response) {
    response.status = 404;
    response.set_content("there is no such file", "text/plain");
  });
  EXPECT_THAT(message_of(server.url() + "/weights.pth"), HasSubstr("answers 404"));
  EXPECT_TRUE(nothing_is_left());
}

TEST_F(Download, RefusesABodyThatEndsEarly) {
  const TestServer server([](const httplib::Request&, httplib::Response& response) {
    response.set_content_provider(content().size(), kBinary,
                                  [](std::size_t, std::size_t, httplib::DataSink& sink) {
                                    sink.write(content().data(), content().size() / 2);
                                    return false;
                                  });
  });
  EXPECT_THAT(message_of(server.url() + "/weights.pth"), HasSubstr("broke off"));
  EXPECT_TRUE(nothing_is_left());
}

TEST_F(Download, SaysThatNobodyAnswers) {
  const std::string url = url_of_nobody() + "/weights.pth";
  EXPECT_THAT(message_of(url), AllOf(HasSubstr(url), HasSubstr("no answer")));
  EXPECT_TRUE(nothing_is_left());
}

TEST_F(Download, GivesUpAServerThatKeepsSilent) {
  std::promise<void> given_up;
  const std::shared_future<void> noticed = given_up.get_future().share();
  const TestServer server([&](const httplib::Request&, httplib::Response& response) {
    noticed.wait();
    response.set_content(content(), kBinary);
  });
  options_.silence_timeout_s = 0.1;
  EXPECT_THAT(message_of(server.url() + "/weights.pth"), HasSubstr("no answer"));
  given_up.set_value();
  EXPECT_TRUE(nothing_is_left());
}

TEST_F(Download, GoesThroughAProxy) {
  std::string target, login;
  const TestServer proxy([&](const httplib::Request& request, httplib::Response& response) {
    target = request.target;
    login = request.get_header_value("Proxy-Authorization");
    serve(request, response);
  });
  options_.proxies.http = proxy.url();
  options_.proxies.http.insert(sizeof "http://" - 1, "me:secret@");
  const std::string url = "http://weights.example/models/weights.pth";  // only the proxy knows it
  ASSERT_EQ(message_of(url), "no error");
  EXPECT_EQ(read_file(path_), content());
  EXPECT_THAT(target, HasSubstr("weights.example"));
  EXPECT_THAT(login, HasSubstr("Basic "));

  const TestServer server(serve);
  options_.proxies.none = "127.0.0.1";
  ASSERT_EQ(message_of(server.url() + "/weights.pth"), "no error");
  EXPECT_EQ(proxy.requests(), 1);
  EXPECT_EQ(server.requests(), 1);
}

TEST_F(Download, BelievesOnlyACertificateThatIsVouchedFor) {
  const TestCertificate certificate;
  const TestServer server(serve, certificate);
  EXPECT_THAT(message_of(server.url() + "/weights.pth"),
              HasSubstr(httplib::to_string(httplib::Error::SSLServerVerification)));
  EXPECT_TRUE(nothing_is_left());
  EXPECT_EQ(server.requests(), 0);

  EXPECT_EQ(message_trusting(certificate, server.url() + "/weights.pth"), "no error");
  EXPECT_EQ(read_file(path_), content());
}

TEST_F(Download, FollowsNoRedirectFromHttpsToHttp) {
  const TestServer plain(serve);
  const TestCertificate certificate;
  const TestServer server(
      [&](const httplib::Request&, httplib::Response& response) {
        response.set_redirect(plain.url() + "/weights.pth");
      },
      certificate);
  EXPECT_THAT(message_trusting(certificate, server.url() + "/weights.pth"),
              HasSubstr("redirects from https to http://"));
  EXPECT_EQ(plain.requests(), 0);
  EXPECT_TRUE(nothing_is_left());
}

// As behind most firewalls: the published files have https addresses.
TEST_F(Download, GoesThroughATunnelOfAProxy) {
  const TestCertificate certificate;
  const TestServer server(serve, certificate);
  const ConnectProxy proxy(server.url());
  options_.proxies.https = proxy.url();
  options_.proxies.https.insert(sizeof "http://" - 1, "me:secret@");
  EXPECT_THAT(message_of(server.url() + "/weights.pth"),
              HasSubstr(httplib::to_string(httplib::Error::SSLServerVerification)));
  EXPECT_EQ(server.requests(), 0);

  EXPECT_EQ(message_trusting(certificate, server.url() + "/weights.pth"), "no error");
  EXPECT_EQ(read_file(path_), content());
  EXPECT_EQ(server.requests(), 1);
  EXPECT_THAT(proxy.request(), StartsWith("CONNECT " + server.url().substr(sizeof "https://" - 1)));
  EXPECT_THAT(proxy.request(), HasSubstr("Proxy-Authorization: Basic "));
}

TEST_F(Download, PassesOnWhatTheDiskSays) {
  const TestServer server(serve);
  write_file_atomically(folder_ / "file", "");
  path_ = folder_ / "file" / "weights.pth";
  EXPECT_THAT(message_of(server.url() + "/weights.pth"), HasSubstr("file"));
}

TEST_F(Download, RefusesOtherAddresses) {
  EXPECT_THAT(message_of("ftp://127.0.0.1/weights.pth"), HasSubstr("https://"));
}

}  // namespace
}  // namespace efs::train
