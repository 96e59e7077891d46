#include "train/weights/unpickler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"

namespace efs::train {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Text with its pickle length before it.
std::string unicode(const std::string& text) {
  return "X" + std::string(1, static_cast<char>(text.size())) + std::string(3, '\0') + text;
}

const std::string kProtocol2("\x80\x02", 2);
const std::string kStorage =
    "(" + unicode("storage") + "ctorch\nFloatStorage\n" + unicode("0") + unicode("cpu") + "K\x06tQ";
/// A tensor of shape [2,3] over kStorage.
const std::string kTensor = "ctorch._utils\n_rebuild_tensor_v2\n(" + kStorage +
                            std::string("K\0", 2) + "K\x02K\x03\x86" + "K\x03K\x01\x86" +
                            "\x89"
                            "ccollections\nOrderedDict\n)RtR";

std::string message_of(const std::string& pickle) {
  try {
    unpickle_state_dict(pickle, "w.pth");
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(Unpickler, ReadsATensor) {
  const auto tensors =
      unpickle_state_dict(kProtocol2 + "}" + unicode("w") + kTensor + "s.", "w.pth");
  ASSERT_EQ(tensors.size(), 1U);
  EXPECT_EQ(tensors[0].name, "w");
  EXPECT_EQ(tensors[0].storage.key, "0");
  EXPECT_EQ(tensors[0].storage.elements, 6);
  EXPECT_THAT(tensors[0].shape, ElementsAre(2, 3));
  EXPECT_THAT(tensors[0].strides, ElementsAre(3, 1));
}

// As Python 2 and PyTorch before 0.4 wrote it, by the layout of torch/serialization.py.
TEST(Unpickler, ReadsThePicklesOfOldFiles) {
  const std::string storage =
      "(U\x07storagectorch\nFloatStorage\nU\x03"
      "140U\x03"
      "cpuK\x06NtQ";
  const std::string tensor = "ctorch._utils\n_rebuild_tensor\n(" + storage + std::string("K\0", 2) +
                             "K\x02K\x03\x86" + "K\x03K\x01\x86tR";
  const std::string pickles = kProtocol2 + "}U\rlittle_endian\x88s." + kProtocol2 +
                              "ccollections\nOrderedDict\n)RU\x01w" + tensor + "s." + kProtocol2 +
                              "]U\x03"
                              "140a.";
  const LegacyPickles read = unpickle_legacy(pickles + "storages", "w.pth");
  ASSERT_EQ(read.tensors.size(), 1U);
  EXPECT_EQ(read.tensors[0].name, "w");
  EXPECT_EQ(read.tensors[0].storage.key, "140");
  EXPECT_THAT(read.tensors[0].shape, ElementsAre(2, 3));
  EXPECT_THAT(read.storage_keys, ElementsAre("140"));
  EXPECT_EQ(read.size, pickles.size());
}

TEST(Unpickler, RefusesEveryNameThatItDoesNotKnow) {
  // What an attacker writes: os.system("...") when the file is loaded.
  EXPECT_THAT(message_of(kProtocol2 + "cposix\nsystem\n(" + unicode("true") + "tR."),
              HasSubstr("'posix.system' is not allowed"));
  EXPECT_THAT(message_of(kProtocol2 + "c__builtin__\neval\n(" + unicode("1") + "tR."),
              HasSubstr("'__builtin__.eval' is not allowed"));
  EXPECT_THAT(message_of(kProtocol2 + unicode("posix") + unicode("system") + "\x93."),
              HasSubstr("opcode 0x93 is not allowed"));
  EXPECT_THAT(message_of(kProtocol2 + "ctorch\nFloatStorage\n)R."),
              HasSubstr("a call of 'torch.FloatStorage'"));
}

TEST(Unpickler, RefusesBrokenPrograms) {
  EXPECT_THAT(message_of(""), HasSubstr("ends early"));
  EXPECT_THAT(message_of(kProtocol2), HasSubstr("ends early"));
  EXPECT_THAT(message_of(kProtocol2 + "."), HasSubstr("stack runs empty"));
  EXPECT_THAT(message_of(kProtocol2 + "}(."), HasSubstr("stack runs empty"));
  EXPECT_THAT(message_of(kProtocol2 + "t."), HasSubstr("mark is missing"));
  EXPECT_THAT(message_of(kProtocol2 + "h\x01."), HasSubstr("refers to nothing"));
  EXPECT_THAT(message_of(kProtocol2 + "]."), HasSubstr("no dict"));
  EXPECT_THAT(message_of(kProtocol2 + "}K\x01K\x02s."), HasSubstr("no text"));
  EXPECT_THAT(message_of(kProtocol2 + "}" + unicode("w") + "K\x02s."),
              HasSubstr("'w' is no tensor"));
  EXPECT_THAT(message_of(kProtocol2 + "}(K\x01u."), HasSubstr("no dict"));
  EXPECT_THAT(message_of(kProtocol2 + "N)R."), HasSubstr("no function"));
  EXPECT_THAT(message_of(kProtocol2 + "X\xff\xff\xff\xff."), HasSubstr("ends early"));
  EXPECT_THAT(message_of("\x80\x04."), HasSubstr("protocol 2"));
  EXPECT_THAT(message_of(kProtocol2 + std::string(9 << 20, '}')), HasSubstr("larger than any"));
}

TEST(Unpickler, SurvivesNestingAndCycles) {
  // A list that holds itself, and a million lists in one another.
  EXPECT_THAT(message_of(kProtocol2 + "]q\x01h\x01"
                                      "a."),
              HasSubstr("no dict"));
  std::string nested = kProtocol2;
  for (int i = 0; i < 1'000'000; ++i) nested += "]";
  for (int i = 0; i < 999'999; ++i) nested += "a";
  EXPECT_THAT(message_of(nested + "."), HasSubstr("no dict"));
}

}  // namespace
}  // namespace efs::train
