#include "http/token.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "core/files/files.h"
#include "support/message_of.h"
#include "support/temporary_folder.h"

namespace efs::http {
namespace {

using testing::HasSubstr;

class Token : public testing::Test {
 protected:
  std::string file(const std::string& text, mode_t mode = 0600) const {
    write_file_atomically(path_, text);
    ::chmod(path_.c_str(), mode);
    return path_;
  }
  TemporaryFolder folder_;
  const std::string path_ = (folder_ / "token").string();
};

TEST_F(Token, IsTheFirstLineWithoutBlanksAtItsEnd) {
  EXPECT_EQ(read_token(file("a token of 22 letters.\nmore\n")), "a token of 22 letters.");
  EXPECT_EQ(read_token(file("0123456789abcdef \t\r\n")), "0123456789abcdef");
  EXPECT_EQ(read_token(file("%41%42%43%44%45%46")), "%41%42%43%44%45%46");
  EXPECT_EQ(read_token(""), "");
}

TEST_F(Token, IsOfPlainCharacters) {
  for (const std::string text : {"0123456789abcd\xc3\xa9",
                                 "0123456789\x01"
                                 "abcdef",
                                 "0123456789\tabcdef", " 0123456789abcdef"}) {
    EXPECT_THAT(message_of([&] { read_token(file(text)); }), HasSubstr("openssl rand")) << text;
  }
  EXPECT_THAT(message_of([&] { read_token(file("0123456789abcde \n")); }),
              HasSubstr("15 characters"));
  EXPECT_THAT(message_of([&] { read_token(file(std::string(2000, 'a'))); }), HasSubstr("2000"));
  EXPECT_THAT(message_of([] { read_token("/dev/zero"); }), HasSubstr("/dev/zero"));
}

TEST_F(Token, IsTheOwnersAlone) {
  for (const mode_t mode : {0640, 0604, 0620, 0602, 0622}) {
    EXPECT_THAT(message_of([&] { read_token(file("0123456789abcdef", mode)); }),
                HasSubstr("chmod 600"));
  }
}

TEST_F(Token, AKeyIsTheOwnersAndItsGroups) {
  for (const mode_t mode : {0644, 0602, 0660}) {
    EXPECT_THAT(message_of([&] { require_private_key(file("key", mode)); }),
                HasSubstr("chmod 640"));
  }
  EXPECT_NO_THROW(require_private_key(file("key", 0640)));
  EXPECT_NO_THROW(require_private_key(file("key", 0400)));
}

}  // namespace
}  // namespace efs::http
