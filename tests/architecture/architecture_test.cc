// The checkout keeps to docs/architecture.md, and the checks see what they are there to see.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "architecture/rules.h"
#include "architecture/source_tree.h"

namespace efs::architecture {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const fs::path kCheckout = EFS_SOURCE_DIR;

std::vector<std::string> texts(const std::vector<Violation>& violations) {
  std::vector<std::string> result;
  for (const Violation& violation : violations) result.push_back(to_string(violation));
  return result;
}

/// A checkout of its own, removed at the end.
class TemporaryTree : public ::testing::Test {
 protected:
  TemporaryTree() {
    std::string name = (fs::temp_directory_path() / "efs-architecture-").string();
    name.append(6, 'X');
    root_ = mkdtemp(name.data());
  }
  ~TemporaryTree() override { fs::remove_all(root_); }

  void write(const fs::path& file, const std::string& content) {
    fs::create_directories((root_ / file).parent_path());
    std::ofstream(root_ / file) << content;
  }

  fs::path root_;
};

TEST(Checkout, IncludesOnlyAlongTheArrows) {
  EXPECT_THAT(texts(check_includes(kCheckout)), IsEmpty());
}

TEST(Checkout, IncludesOnlyAlongTheArrowsBetweenSubFolders) {
  EXPECT_THAT(texts(check_folders(kCheckout)), IsEmpty());
}

TEST(Checkout, LinksOnlyAlongTheArrows) { EXPECT_THAT(texts(check_links(kCheckout)), IsEmpty()); }

TEST(Checkout, HasNoMachinePathsUnfinishedMarksOrOverlongSources) {
  EXPECT_THAT(texts(check_text(kCheckout)), IsEmpty());
}

TEST(Checkout, HasThePagesThatItRefersTo) {
  EXPECT_THAT(texts(check_links_to_pages(kCheckout)), IsEmpty());
}

TEST(Checkout, HasAHeaderForEverySourceThatIsNoSibling) {
  EXPECT_THAT(texts(check_headers(kCheckout)), IsEmpty());
}

TEST(Checkout, DoesEachThingInOnePlace) { EXPECT_THAT(texts(check_places(kCheckout)), IsEmpty()); }

TEST(Checkout, HasTheScriptsThatItsPagesNameReadyToRun) {
  EXPECT_THAT(texts(check_named_scripts(kCheckout)), IsEmpty());
}

// Otherwise the tests above pass on a checkout that they did not find.
TEST(Checkout, HasEveryLayerOfTheTable) {
  for (const Layer& layer : layers()) {
    const fs::path folder = layer.name == "apps" ? "apps" : fs::path("src") / layer.name;
    EXPECT_TRUE(fs::exists(kCheckout / folder / "CMakeLists.txt")) << folder;
  }
}

TEST(Layers, IncludeOnlyLayersBelowThem) {
  std::vector<std::string> below;
  for (const Layer& layer : layers()) {
    for (const std::string& target : layer.may_include) {
      EXPECT_THAT(below, Contains(target)) << layer.name << " -> " << target;
    }
    below.push_back(layer.name);
  }
}

TEST(Layers, StandInTheDocumentation) {
  std::ifstream in(kCheckout / "docs/architecture.md");
  std::stringstream text;
  text << in.rdbuf();
  for (const Layer& layer : layers()) {
    std::string targets;
    for (const std::string& target : layer.may_include) {
      targets += (targets.empty() ? "" : ", ") + target;
    }
    const std::string row = "| `" + layer.name + "/` | " + (targets.empty() ? "-" : targets) + " |";
    EXPECT_THAT(text.str(), HasSubstr(row));
  }
}

TEST(Folders, IncludeOnlyFoldersOfTheirLayerBelowThem) {
  std::vector<std::string> below;
  for (const Folder& folder : folders()) {
    const std::string layer = folder.name.substr(0, folder.name.find('/'));
    for (const std::string& target : folder.may_include) {
      EXPECT_THAT(below, Contains(target)) << folder.name << " -> " << target;
      EXPECT_EQ(target.substr(0, target.find('/')), layer) << folder.name << " -> " << target;
    }
    below.push_back(folder.name);
  }
}

TEST(Folders, StandInTheDocumentationAndInTheCheckout) {
  std::ifstream in(kCheckout / "docs/architecture.md");
  std::stringstream text;
  text << in.rdbuf();
  for (const Folder& folder : folders()) {
    EXPECT_TRUE(fs::exists(kCheckout / "src" / folder.name)) << folder.name;
    std::string targets;
    for (const std::string& target : folder.may_include) {
      targets += (targets.empty() ? "" : ", ") + target;
    }
    const std::string row =
        "| `" + folder.name + "/` | " + (targets.empty() ? "-" : targets) + " |";
    EXPECT_THAT(text.str(), HasSubstr(row));
  }
}

TEST_F(TemporaryTree, ReportsAnArrowUpwardsBetweenSubFolders) {
  write("src/search/space/space.h", "#include \"search/objectives/objectives.h\"\n");
  write("src/search/objectives/objectives.h", "#include <string>\n#include \"study/trial.h\"\n");
  write("src/search/rungs/rung.cc", "#include \"search/objectives/objectives.h\"\n");
  write("src/search/odds/odds.h", "");
  write("src/graph/op.h", "#include \"graph/graph.h\"\n");
  EXPECT_THAT(texts(check_folders(root_)),
              testing::ElementsAre(
                  "src/search/odds/odds.h:0: search/odds is no row of folders() in rules.cc",
                  "src/search/space/space.h:1: search/space may not include search/objectives"));
}

TEST_F(TemporaryTree, AcceptsAllowedArrows) {
  write("src/core/error.h", "#include <fmt/format.h>\n#include <string>\n");
  write("src/train/network/torch_network.h",
        "#include <torch/torch.h>\n#include \"core/error.h\"\n");
  write("src/train/network/network.cc",
        "#include \"train/network/torch_network.h\"\n#include <sys/mman.h>\n");
  write("apps/efs.cc", "#include \"cli/front.h\"\n");
  EXPECT_THAT(texts(check_includes(root_)), IsEmpty());
}

TEST_F(TemporaryTree, ReportsAnArrowUpwards) {
  write("src/search/space/space.h", "#pragma once\n#include \"train/trainer.h\"\n");
  EXPECT_THAT(texts(check_includes(root_)),
              testing::ElementsAre("src/search/space/space.h:2: search may not include train "
                                   "(\"train/trainer.h\")"));
}

TEST_F(TemporaryTree, ReportsALibraryOutsideItsLayer) {
  write("src/report/html.cc", "  #  include <soci/soci.h>\n");
  write("src/data/box.cc", "#include <torch/torch.h>\n");
  write("src/nn/blocks/stem.cc", "#include <boost/any.hpp>\n");
  EXPECT_THAT(
      texts(check_includes(root_)),
      testing::ElementsAre("src/data/box.cc:1: <torch/torch.h> does not belong into data",
                           "src/nn/blocks/stem.cc:1: <boost/any.hpp> is no library of the table in "
                           "tests/architecture/rules.cc",
                           "src/report/html.cc:1: <soci/soci.h> does not belong into report"));
}

TEST_F(TemporaryTree, ReportsLibtorchThatGetsOutThroughHeaders) {
  write("src/train/network/torch_network.h", "#include <ATen/core/Tensor.h>\n");
  write("src/train/trainer.h", "#include \"train/network/torch_network.h\"\n");
  write("src/tune/worker/worker.h", "#include \"train/trainer.h\"\n");
  write("src/cli/search.cc", "#include \"tune/worker/worker.h\"\n");
  EXPECT_THAT(texts(check_includes(root_)),
              testing::ElementsAre(
                  "src/cli/search.cc:1: \"tune/worker/worker.h\" carries <torch/...> into cli"));
}

TEST_F(TemporaryTree, ReportsIncludesThatAreNotWrittenFromSrc) {
  write("src/core/a.cc", "#include \"a.h\"\n#include \"../data/box.h\"\n#include \"misc/b.h\"\n");
  EXPECT_THAT(texts(check_includes(root_)),
              testing::ElementsAre("src/core/a.cc:1: \"a.h\" is not written from src/",
                                   "src/core/a.cc:2: \"../data/box.h\" is not written from src/",
                                   "src/core/a.cc:3: \"misc/b.h\" names no folder of src/"));
}

TEST_F(TemporaryTree, ReportsAFolderThatTheTableDoesNotKnow) {
  write("src/utils/strings.h", "#pragma once\n");
  EXPECT_THAT(texts(check_includes(root_)), Contains(HasSubstr("src/utils/strings.h:0: ")));
}

TEST_F(TemporaryTree, ReportsALinkUpwards) {
  write("src/study/CMakeLists.txt", "efs_library(NAME study\n  LIBS efs_core efs_torch efs_nn)\n");
  EXPECT_THAT(texts(check_links(root_)),
              testing::ElementsAre("src/study/CMakeLists.txt:2: study may not link efs_torch",
                                   "src/study/CMakeLists.txt:2: study may not link efs_nn"));
}

TEST_F(TemporaryTree, ReportsTextThatMustNotBeThere) {
  const std::string unfinished = std::string("// TO") + "DO: later\n";
  const std::string path = std::string("const char* kData = \"/ho") + "me/someone/faces\";\n";
  const std::string disabled = std::string("TEST(A, DISABLED") + "_b) {}\n";
  write("src/core/a.cc", unfinished + path);
  write("tests/core/a_test.cc", disabled);
  std::string long_file;
  for (int i = 0; i <= kMaxFileLines; ++i) long_file += "// line\n";
  write("src/core/long.cc", long_file);
  EXPECT_THAT(texts(check_text(root_)),
              testing::ElementsAre("src/core/a.cc:1: an unfinished mark: open an issue",
                                   "src/core/a.cc:2: an absolute path of one machine",
                                   "src/core/long.cc:0: 501 lines; at most 500: one concept a file",
                                   "tests/core/a_test.cc:1: a disabled or skipped test"));
}

TEST_F(TemporaryTree, ReportsASourceWithoutItsHeader) {
  write("src/core/clock.h", "");
  write("src/core/clock.cc", "");
  write("src/core/text/words.cc", "");
  write("src/nn/heads/gap.cc", "#include \"nn/heads/heads.h\"\n");
  write("src/nn/heads/maps.cc", "#include \"nn/blocks/channels.h\"\n");
  const std::string rule = ": it has no header of its name and is no row of siblings() in rules.cc";
  EXPECT_THAT(texts(check_headers(root_)), testing::ElementsAre("src/core/text/words.cc:0" + rule,
                                                                "src/nn/heads/maps.cc:0" + rule));
}

TEST_F(TemporaryTree, ReportsWhatBelongsInAnotherPlace) {
  write("src/core/process/child_process.cc", "  process_ = ::fork();\n");
  write("src/cli/queue.cc", "// popen() is not for us.\nFILE* pipe = ::popen(line, \"r\");\n");
  EXPECT_THAT(
      texts(check_places(root_)),
      testing::ElementsAre(
          "src/cli/queue.cc:2: starting a program belongs in core/process/child_process.cc"));
}

TEST_F(TemporaryTree, ReportsScriptsThatCannotBeRun) {
  write("README.md", "`bench/a.py --count 3`, tools/b.sh\nbench/c.py bench/d.py\n");
  write("bench/a.py", "#!/usr/bin/python3\n");
  write("bench/c.py", "print(1)\n");
  write("bench/d.py", "#!/usr/bin/python3\n");
  for (const char* script : {"bench/c.py", "bench/d.py"}) {
    fs::permissions(root_ / script, fs::perms::owner_exec, fs::perm_options::add);
  }
  EXPECT_THAT(texts(check_named_scripts(root_)),
              testing::ElementsAre("README.md:1: bench/a.py cannot be run: chmod +x",
                                   "README.md:1: tools/b.sh does not exist",
                                   "README.md:2: bench/c.py has no line #!"));
}

TEST_F(TemporaryTree, ReportsLinksThatLeadNowhere) {
  write("docs/a.md", "[b](b.md) [c](c.md#part) [up](../README.md) [web](https://a.org/x.md)\n");
  write("docs/b.md", "");
  write("src/core/a.h", "// see docs/gone.md\n// see docs/b.md\n");
  EXPECT_THAT(texts(check_links_to_pages(root_)),
              testing::ElementsAre("docs/a.md:1: there is no docs/c.md",
                                   "docs/a.md:1: there is no README.md",
                                   "src/core/a.h:1: there is no docs/gone.md"));
}

// What a path of ours looks like when it is no path of a machine.
TEST_F(TemporaryTree, AcceptsRelativeAndUrlPaths) {
  write("docs/a.md", "see docs/work/a.md and https://example.org/home/page and ./root/b\n");
  EXPECT_THAT(texts(check_text(root_)), IsEmpty());
}

}  // namespace
}  // namespace efs::architecture
