#include "report/writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "core/error.h"
#include "core/files/files.h"
#include "core/text/json.h"
#include "report/drawn_picture.h"
#include "report/fake_rung_study.h"
#include "report/fake_study.h"
#include "report/xml_check.h"
#include "support/message_of.h"
#include "support/temporary_folder.h"

namespace efs::report {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(WriteReport, WritesTheStudyFolder) {
  const TemporaryFolder folder;
  EXPECT_EQ(write_report(fake_study(), folder.path()), folder.path() / "report.html");
  EXPECT_THAT(read_file(folder.path() / "results.csv"), StartsWith("trial,"));
  EXPECT_THAT(read_file(folder.path() / "leaderboard.csv"), StartsWith("rank,"));
  EXPECT_THAT(read_file(folder.path() / "report.html"), StartsWith("<!DOCTYPE html>"));
  int plots = 0;
  for (const auto& entry : fs::directory_iterator(folder.path() / "plots")) {
    EXPECT_EQ(entry.path().extension(), ".svg");
    EXPECT_EQ(xml_fault(read_file(entry.path())), "") << entry.path();
    ++plots;
  }
  EXPECT_EQ(plots, 3 * 3 + 1);
}

TEST(WriteReport, GivesTheSameFilesForTheSameStudy) {
  const TemporaryFolder a;
  const TemporaryFolder b;
  write_report(fake_study(), a.path());
  write_report(fake_study(), b.path());
  for (const auto& entry : fs::recursive_directory_iterator(a.path())) {
    if (!entry.is_regular_file()) continue;
    const fs::path relative = fs::relative(entry.path(), a.path());
    EXPECT_EQ(read_file(entry.path()), read_file(b.path() / relative)) << relative;
  }
}

TEST(WriteReport, ShowsAStudyThatHasJustBegun) {
  const TemporaryFolder folder;
  ReportSource source = fake_study();
  source.history.trials.clear();
  write_report(source, folder.path());
  EXPECT_THAT(read_file(folder.path() / "report.html"), HasSubstr("No trial has"));
  EXPECT_EQ(xml_fault(read_file(folder.path() / "plots" / "front.svg")), "");
}

TEST(WriteReport, NamesTheFolderThatItCannotWrite) {
  const TemporaryFolder folder;
  write_file_atomically(folder.path() / "file", "not a folder");
  try {
    write_report(fake_study(), folder.path() / "file");
    FAIL() << "wrote into a file";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr((folder.path() / "file").string()));
  }
}

TEST(Overlays, AreReadFromTheirIndex) {
  const TemporaryFolder folder;
  EXPECT_TRUE(load_overlays(folder.path()).empty());
  write_file_atomically(folder.path() / "plots" / "overlays.json",
                        R"([{"file": "plots/overlays/000.png", "image_id": "a/b.jpg", "iou": 0.83,
                             "kind": "sample"},
                            {"file": "plots/overlays/001.png", "image_id": "c.jpg", "iou": 0,
                             "kind": "worst"}])");
  const auto overlays = load_overlays(folder.path());
  ASSERT_EQ(overlays.size(), 2U);
  EXPECT_EQ(overlays[0].path, folder.path() / "plots/overlays/000.png");
  EXPECT_EQ(overlays[0].image_id, "a/b.jpg");
  EXPECT_EQ(overlays[0].caption, "IoU 0.830");
  EXPECT_EQ(overlays[0].kind, "sample");
  EXPECT_EQ(overlays[1].kind, "worst");
}

/// What load_overlays() says of an index with this file in it.
std::string overlay_fault(const TemporaryFolder& folder, const std::string& file) {
  const Json index = {{{"file", file}, {"image_id", "a"}, {"iou", 0.5}, {"kind", "sample"}}};
  write_file_atomically(folder / "study/plots/overlays.json", index.dump());
  return message_of([&] { load_overlays(folder / "study"); });
}

TEST(Overlays, NoOtherFilesAreShown) {
  const TemporaryFolder folder;
  write_file_atomically(folder / "secret", "hunter2");
  write_file_atomically(folder / "study/study.db", "x");
  fs::create_directories(folder / "study/plots/overlays");
  fs::create_symlink(folder / "secret", folder / "study/plots/overlays/link.jpg");
  for (const std::string& file :
       {(folder / "secret").string(), std::string("../secret"), std::string("study.db"),
        std::string("plots/overlays/../../../secret"), std::string("plots/overlays/link.jpg"),
        std::string("plots/overlays/../../study.db"), std::string(""), std::string("."),
        std::string("plots/overlays/x/000.jpg")}) {
    EXPECT_THAT(overlay_fault(folder, file), HasSubstr("overlays.json")) << file;
  }
  EXPECT_EQ(overlay_fault(folder, "plots/overlays/000.jpg"), "no error");
}

TEST(Overlays, TheIndexIsBounded) {
  const TemporaryFolder folder;
  const fs::path index = folder / "plots/overlays.json";
  for (const std::string& text : {std::string(100000, '['), "[" + std::string(2 << 20, ' ') + "]",
                                  "[" + std::string(2000, '0') + "]"}) {
    write_file_atomically(index, text);
    EXPECT_THAT(message_of([&] { load_overlays(folder.path()); }), HasSubstr("overlays.json"));
  }
  fs::remove(index);
  ASSERT_EQ(::mkfifo(index.c_str(), 0600), 0);
  EXPECT_THAT(message_of([&] { load_overlays(folder.path()); }), HasSubstr("a pipe"));
}

TEST(Overlays, WhatIsNoPictureIsNotShown) {
  const TemporaryFolder folder;
  ReportSource source = fake_study();
  const fs::path picture = folder / "picture.jpg";
  source.overlays = {{picture, "one.jpg", "IoU 0.900", "sample"}};
  write_file_atomically(picture, "db.example:5432:faces:ann:hunter2");
  EXPECT_THAT(message_of([&] { write_report(source, folder.path()); }), HasSubstr("no JPEG"));
  fs::remove(picture);
  ASSERT_EQ(::mkfifo(picture.c_str(), 0600), 0);
  EXPECT_THAT(message_of([&] { write_report(source, folder.path()); }), HasSubstr("a pipe"));
}

TEST(WriteReport, NamesOfTargetsLeadNowhere) {
  const TemporaryFolder folder;
  ReportSource source = fake_study();
  for (const char* name : {"x/../../../../drawing", "\"><script>alert(1)</script>"}) {
    for (auto& trial : source.history.trials) {
      trial.cost->latencies[name] = {.median_ms = 1.0, .p90_ms = 1.0, .detail_json = "{}"};
    }
  }
  write_report(source, folder / "study");
  EXPECT_FALSE(fs::exists(folder / "drawing.svg"));
  EXPECT_FALSE(fs::exists(folder.path().parent_path() / "drawing.svg"));
  EXPECT_THAT(read_file(folder / "study/report.html"), Not(HasSubstr("<script>alert(1)")));
}

TEST(AugmentationSheets, AreNeitherLinksNorPipes) {
  const TemporaryFolder folder;
  write_file_atomically(folder / "secret", "hunter2");
  fs::create_directories(folder / "plots");
  fs::create_symlink(folder / "secret", folder / "plots/augmentation-a.jpg");
  fs::create_symlink("/dev/zero", folder / "plots/augmentation-b.jpg");
  ASSERT_EQ(::mkfifo((folder / "plots/augmentation-c.jpg").c_str(), 0600), 0);
  EXPECT_TRUE(find_augmentation_sheets(folder.path()).empty());
}

TEST(Overlays, AnIndexThatDoesNotParseIsNamed) {
  const TemporaryFolder folder;
  for (const char* text : {"[{", "[{\"file\": 3}]", "{\"a\": 1}"}) {
    write_file_atomically(folder.path() / "plots" / "overlays.json", text);
    try {
      load_overlays(folder.path());
      FAIL() << text;
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr("overlays.json"));
    }
  }
}

TEST(Page, HoldsItsPictures) {
  const TemporaryFolder folder;
  ReportSource source = fake_study();
  const fs::path picture = folder.path() / "picture.png";
  write_file_atomically(picture, drawn_png(8, 6));
  source.overlays = {{picture, "one.jpg", "IoU 0.900", "sample"},
                     {picture, "two.jpg", "IoU 0.100", "worst"}};
  const std::string page = read_file(write_report(source, folder.path()));
  EXPECT_THAT(page, HasSubstr("data:image/png;base64,iVBORw0KGgo"));
  EXPECT_THAT(page, HasSubstr("The largest errors"));
  EXPECT_THAT(page, HasSubstr("two.jpg"));
}

TEST(AugmentationSheets, AreFoundByTheirPolicy) {
  const TemporaryFolder folder;
  EXPECT_TRUE(find_augmentation_sheets(folder.path()).empty());
  for (const char* name : {"augmentation-strong.jpg", "augmentation-light.jpg", "front.svg",
                           "augmentation-strong.csv"}) {
    write_file_atomically(folder.path() / "plots" / name, "");
  }
  const auto sheets = find_augmentation_sheets(folder.path());
  ASSERT_EQ(sheets.size(), 2U);
  EXPECT_EQ(sheets[0].policy, "light");
  EXPECT_EQ(sheets[1].policy, "strong");
  EXPECT_EQ(sheets[1].path, folder.path() / "plots" / "augmentation-strong.jpg");
}

TEST(Page, ShowsWhatTrainingSees) {
  const TemporaryFolder folder;
  ReportSource source = fake_study();
  const std::string without = read_file(write_report(source, folder.path()));
  EXPECT_THAT(without, Not(HasSubstr("Augmented training images")));
  const fs::path sheet = folder.path() / "augmentation-strong.jpg";
  write_file_atomically(sheet, drawn_png(8, 6));
  source.augmentation_sheets = {{sheet, "strong"}};
  const std::string page = read_file(write_report(source, folder.path()));
  EXPECT_THAT(page, HasSubstr("Augmented training images"));
  EXPECT_THAT(page, HasSubstr("strong"));
  EXPECT_THAT(page, HasSubstr("base64,iVBORw0KGgo"));
}

TEST(Page, AMissingPictureIsNamed) {
  const TemporaryFolder folder;
  ReportSource source = fake_study();
  source.overlays = {{folder.path() / "gone.png", "one.jpg", "IoU 0.900", "sample"}};
  try {
    write_report(source, folder.path());
    FAIL() << "a report without its picture";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("gone.png"));
  }
}

TEST(Page, ShowsWhyTrialsWereRuledOut) {
  const TemporaryFolder folder;
  const std::string page = read_file(write_report(fake_study(), folder.path()));
  EXPECT_THAT(page, HasSubstr("latency_ms &lt;= 15 (it is 40)"));
  EXPECT_THAT(page, HasSubstr("the loss of epoch 2 is not finite"));
  EXPECT_THAT(page, HasSubstr("Fake CPU"));
}

TEST(Page, EscapesWhateverItIsGiven) {
  const std::string attack = "</script><script>alert(1)</script><img src=x onerror=alert(2)>";
  const TemporaryFolder folder;
  ReportSource source = fake_study();
  source.info.name = attack;
  source.info.config_yaml = attack;
  source.info.dataset_digest = attack;
  source.info.program_version = attack;
  source.fitness.constraints.clear();
  source.overlays = {{folder.path() / "p.png", attack, "IoU 0.500", "sample"}};
  write_file_atomically(folder.path() / "p.png", drawn_png(4, 4));
  for (study::Trial& trial : source.history.trials) {
    trial.params["architecture"] = attack;
    trial.reason = attack;
    trial.cost->latencies.at(study::kFirstTarget).detail_json =
        Json({{"device", attack}, {"runtime", attack}}).dump();
  }
  const std::string page = read_file(write_report(source, folder.path()));
  EXPECT_THAT(page, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(page, Not(HasSubstr("<img src=x")));
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(1)"));
}

std::string page_of(const ReportSource& source) {
  const TemporaryFolder folder;
  return read_file(write_report(source, folder.path()));
}

TEST(Page, SaysHowWellTheTasksWinnerDoes) {
  EXPECT_THAT(page_of(fake_study()),
              HasSubstr("it finds the face with a mean IoU of <b>0.736</b>"));
  EXPECT_THAT(page_of(fake_faces_study()),
              HasSubstr("it finds the faces with an AP of <b>0.736</b>"));
}

TEST(Page, SaysWhatTheFrontIsWorthAndWhereItsKneeIs) {
  ReportSource source = fake_study();
  source.reference_latency_ms = 20.0;
  const std::string page = page_of(source);
  EXPECT_THAT(page, HasSubstr("Over all latency budgets up to 20&nbsp;ms, the best IoU within the "
                              "budget is <b>0.628</b> on average"));
  EXPECT_THAT(page, HasSubstr("Its knee, <b>middle (lr 0.001)</b> (trial 2)"));
  EXPECT_THAT(page, HasSubstr("&#9670; knee</span>"));
  EXPECT_THAT(page, HasSubstr("<div class=\"value\">0.6282</div>"));
}

TEST(Plots, NameTheKneeAndTheRungs) {
  const TemporaryFolder folder;
  write_report(fake_study(), folder.path());
  const fs::path plots = folder.path() / "plots";
  EXPECT_THAT(read_file(plots / "front.svg"), HasSubstr("middle (knee)"));
  EXPECT_THAT(read_file(plots / "stage1_val_iou.svg"), HasSubstr("Stage 1: validation IoU"));
  write_report(fake_rung_study(), folder.path());
  EXPECT_THAT(read_file(plots / "stage1_val_iou.svg"), HasSubstr("Rung 1: validation IoU"));
}

TEST(Page, PromisesASurvivorCountOnlyWhereItIsFixed) {
  ReportSource source = fake_study();
  EXPECT_THAT(page_of(source), HasSubstr("the best 2 networks go on"));
  EXPECT_THAT(page_of(source), HasSubstr("<h2>Stage 1</h2>"));
  const std::string rungs = page_of(fake_rung_study());
  EXPECT_THAT(rungs, Not(HasSubstr("networks go on")));
  EXPECT_THAT(rungs, HasSubstr("<h2>Rung 1</h2>"));
  EXPECT_THAT(rungs, HasSubstr("<h2>Rungs and promotions</h2>"));
}

TEST(Page, ShowsImportancesOfEnoughTrialsOnly) {
  EXPECT_THAT(page_of(fake_rung_study()), HasSubstr("PED-ANOVA"));
  EXPECT_THAT(page_of(fake_rung_study()), HasSubstr("the best 6 of 5"));  // of some 50 trials
  EXPECT_THAT(page_of(fake_study()), Not(HasSubstr("PED-ANOVA")));
}

TEST(Page, HasNoTimelineWithoutTimes) {
  ReportSource source = fake_study();
  EXPECT_THAT(page_of(source), HasSubstr("<section id=\"timeline\">"));
  EXPECT_THAT(page_of(source), HasSubstr("minutes since the first epoch began"));
  for (study::Trial& trial : source.history.trials) {
    for (study::EpochRecord& record : trial.epochs) record.finished_unix_s = 0.0;
  }
  const std::string page = page_of(source);
  EXPECT_THAT(page, Not(HasSubstr("<section id=\"timeline\">")));
  EXPECT_THAT(page, HasSubstr("epochs trained in the study"));
}

TEST(Page, StaysSmallWithAThousandTrials) {
  const std::string page =
      page_of(fake_rung_study({.trials = 1000, .workers = 100, .rungs = {7, 20, 60}}));
  EXPECT_LT(page.size(), 3'000'000U);
  EXPECT_THAT(page, HasSubstr("400 of 963 are drawn: the best 100, then evenly by rank."));
}

}  // namespace
}  // namespace efs::report
