#include "core/files/user_files.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "core/files/files.h"
#include "support/message_of.h"
#include "support/temporary_folder.h"

namespace efs {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class UserFiles : public testing::Test {
 protected:
  fs::path in(const std::string& name) const { return folder_.path() / name; }
  fs::path make(const std::string& name) const {
    write_file_atomically(in(name), name);
    return in(name);
  }
  TemporaryFolder folder_;
};

TEST_F(UserFiles, KnowsAFileByWhateverWayLeadsToIt) {
  const auto file = make("a/photo.jpg");
  fs::create_symlink("a", in("link"));
  fs::create_hard_link(file, in("hard.jpg"));
  EXPECT_TRUE(is_same_file(file, in("a/../link/photo.jpg")));
  EXPECT_TRUE(is_same_file(file, in("hard.jpg")));
  EXPECT_FALSE(is_same_file(file, make("other.jpg")));
  EXPECT_FALSE(is_same_file(in("none"), in("none")));
}

TEST_F(UserFiles, KnowsWhatLiesBelowAFolder) {
  make("a/b/c");
  fs::create_symlink(in("a"), in("link"));
  EXPECT_TRUE(is_below(in("a/b/c"), in("a")));
  EXPECT_TRUE(is_below(in("a"), in("a/")));
  EXPECT_TRUE(is_below(in("link/b/new"), in("a/b")));
  EXPECT_FALSE(is_below(in("a/../x"), in("a")));
  EXPECT_FALSE(is_below(in("ab"), in("a")));
}

TEST_F(UserFiles, BelievesOnlyNamesThatStayInTheFolder) {
  make("a/b/c");
  make("secret");
  fs::create_symlink(in("secret"), in("a/way-out"));
  fs::create_symlink(folder_.path(), in("a/up"));
  EXPECT_EQ(path_below(in("a"), "b/c", "index"), in("a") / "b/c");
  EXPECT_EQ(path_below(in("a"), "new/d", "index"), in("a") / "new/d");
  for (const std::string name :
       {"", "/etc/passwd", "../secret", "b/../../secret", "way-out", "up/secret"}) {
    EXPECT_THAT(message_of([&] { path_below(in("a"), name, "index"); }),
                HasSubstr("index: '" + name + "' is not a name below"));
  }
  EXPECT_THAT(message_of([&] { path_below(in("a"), std::string("b\0c", 3), "index"); }),
              HasSubstr("is not a name below"));
}

TEST_F(UserFiles, FollowsLinksToWhatDoesNotExist) {
  make("a/b/c");
  fs::create_symlink(in("new"), in("a/out"));
  fs::create_symlink("b/new", in("a/inside"));
  fs::create_symlink("ring", in("a/ring"));
  EXPECT_FALSE(is_below(in("a/out/file"), in("a")));
  EXPECT_TRUE(is_below(in("a/inside/file"), in("a/b")));
  EXPECT_THAT(message_of([&] { path_below(in("a"), "out/file", "index"); }),
              HasSubstr("is not a name below"));
  EXPECT_THAT(message_of([&] { is_below(in("a/ring/x"), in("a")); }), HasSubstr("form a ring"));
}

TEST_F(UserFiles, FindsLinksThatLeadOut) {
  make("a/b/c");
  make("elsewhere/secret");
  fs::create_symlink(in("a"), in("link"));
  fs::create_symlink("b/c", in("a/inside"));
  EXPECT_THAT(links_out_of(in("link")), IsEmpty());
  fs::create_symlink("../../elsewhere", in("a/b/folder"));
  fs::create_symlink(in("nothing"), in("a/dangling"));
  const auto links = links_out_of(in("link"));
  ASSERT_EQ(links.size(), 2U);
  for (const LinkOut& out : links) {
    const bool is_folder = out.link == in("a/b/folder");
    EXPECT_EQ(out.link, is_folder ? in("a/b/folder") : in("a/dangling"));
    EXPECT_EQ(out.target, is_folder ? in("elsewhere") : in("nothing"));
  }
}

TEST_F(UserFiles, RefusesWhatExists) {
  const auto file = make("best.onnx");
  EXPECT_THAT(message_of([&] { refuse_existing(file, "use --out"); }),
              HasSubstr("best.onnx exists and is not overwritten; use --out"));
  EXPECT_THAT(message_of([&] { write_new_file(file, "new", "use --out"); }), HasSubstr("exists"));
  EXPECT_EQ(read_file(file), "best.onnx");
  fs::create_symlink(in("nowhere"), in("dangling"));
  EXPECT_THAT(message_of([&] { write_new_file(in("dangling"), "new", "x"); }), HasSubstr("exists"));
  write_new_file(in("new/b.onnx"), "b", "use --out");
  EXPECT_EQ(read_file(in("new/b.onnx")), "b");
  EXPECT_EQ(std::distance(fs::directory_iterator(in("new")), {}), 1);
}

TEST_F(UserFiles, OfTwoWritersOneIsRefused) {
  AtomicFile first(in("x")), second(in("x"));
  first.write("1");
  second.write("2");
  EXPECT_TRUE(second.commit_new());
  EXPECT_FALSE(first.commit_new());
  EXPECT_EQ(read_file(in("x")), "2");
}

TEST_F(UserFiles, RefusesToWriteOverAnInput) {
  const auto photo = make("p/1.jpg");
  fs::create_symlink(in("p"), in("link"));
  EXPECT_THAT(message_of([&] { refuse_input(in("link/1.jpg"), {photo}); }),
              HasSubstr("which this command reads"));
  refuse_input(in("p/2.jpg"), {photo});
}

TEST_F(UserFiles, ReadsNoDevicesAndNotMoreThanAsked) {
  EXPECT_THAT(message_of([] { read_file("/dev/zero"); }), HasSubstr("it is not a file"));
  const auto file = make("four");
  EXPECT_EQ(read_file(file, 4), "four");
  EXPECT_THAT(message_of([&] { read_file(file, 3); }), HasSubstr("more than the 3 bytes"));
}

TEST_F(UserFiles, AFailureOfTheSystemKeepsItsCode) {
  try {
    read_file(in("none"));
    FAIL();
  } catch (const SystemError& error) {
    EXPECT_EQ(error.code(), ENOENT);
  }
}

}  // namespace
}  // namespace efs
