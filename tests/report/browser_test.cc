// Opens report.html in a real browser, without a network, and asks it what it drew.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <limits>
#include <regex>

#include "core/files/files.h"
#include "report/charts/progress.h"
#include "report/charts/timeline.h"
#include "report/drawn_picture.h"
#include "report/fake_rung_study.h"
#include "report/fake_study.h"
#include "report/writer.h"
#include "support/temporary_folder.h"

namespace efs::report {
namespace {

using testing::HasSubstr;
using testing::Not;

/// The document after its scripts have run.
std::string open_in_browser(const std::filesystem::path& page,
                            const std::filesystem::path& profile) {
  const std::string command =
      std::string("timeout 300 " EFS_CHROMIUM
                  " --headless --no-sandbox --disable-gpu --disable-quic --no-first-run"
                  " --disable-background-networking --disable-component-update --disable-sync"
                  " --disable-dev-shm-usage --virtual-time-budget=5000 --dump-dom") +
      " --user-data-dir='" + profile.string() + "' 'file://" + page.string() + "' 2>/dev/null";
  FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return "";
  std::string document;
  std::array<char, 65536> buffer{};
  for (std::size_t got = 0; (got = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
    document.append(buffer.data(), got);
  }
  ::pclose(pipe);
  return document;
}

/// The opening tag of <html>, where the script writes what it did.
std::string root_tag(const std::string& document) {
  std::smatch match;
  return std::regex_search(document, match, std::regex("<html[^>]*>")) ? match.str() : "";
}

std::string root_of(const ReportSource& source, const TemporaryFolder& folder) {
  const auto page = write_report(source, folder.path());
  return root_tag(open_in_browser(page, folder.path() / "profile"));
}

/// The page's own rule against other scripts, set aside for a test's.
std::string with_inline_scripts(const std::string& html) {
  return std::regex_replace(html, std::regex("script-src [^\"]*"), "script-src 'unsafe-inline'");
}

/// The report with a script of ours behind its own. A page whose document is only dumped is not
/// painted: what waits for the next frame is called by a timer instead.
std::string root_after(const std::string& script, const ReportSource& source,
                       const TemporaryFolder& folder) {
  std::string html = with_inline_scripts(read_file(write_report(source, folder.path())));
  html.insert(html.find("<body>"),
              "<script>window.requestAnimationFrame = (call) => setTimeout(call, 5);</script>");
  html.insert(html.rfind("</body>"), "<script>" + script + "</script>");
  const auto page = folder.path() / "scripted.html";
  write_file_atomically(page, html);
  return root_tag(open_in_browser(page, folder.path() / "profile"));
}

// Whatever text of a study finds its way past escaping: the browser runs the report's own scripts.
TEST(Browser, RunsNoOtherScript) {
  const TemporaryFolder folder;
  std::string html = read_file(write_report(fake_study(), folder.path()));
  const std::string evil =
      "<script>document.documentElement.setAttribute('data-evil','1')</script>"
      "<img src=\"data:,\" onerror=\"document.documentElement.setAttribute('data-evil','2')\">";
  html.insert(html.find("<main>"), evil);
  const auto page = folder.path() / "evil.html";
  write_file_atomically(page, html);
  const std::string root = root_tag(open_in_browser(page, folder.path() / "profile"));
  EXPECT_THAT(root, HasSubstr("data-charts"));
  EXPECT_THAT(root, Not(HasSubstr("data-evil")));
}

TEST(Browser, DrawsEveryPoint) {
  const TemporaryFolder folder;
  ReportSource source = fake_study();
  const std::filesystem::path picture = folder.path() / "picture.png";
  write_file_atomically(picture, drawn_png(60, 40));
  source.overlays = {{picture, "one.jpg", "IoU 0.900", "sample"}};
  const std::string root = root_of(source, folder);
  EXPECT_THAT(root, Not(HasSubstr("data-error")));
  // Scatter, progress, promotions, learning curves, and three charts in each of three stages; too
  // few trials for importances.
  EXPECT_THAT(root, HasSubstr("data-charts=\"13\""));
  // Scatter: 3 on the front, 2 others, 2 ends of the target's line.
  const int scatter = 3 + 2 + 2;
  // Hypervolume and best IoU.
  const int progress =
      2 * static_cast<int>(progress_figure(source, leaderboard_rows(source)).points.size());
  // One trial in all three stages, one in two, three in one.
  const int promotions = 3 + 2 + 3 * 1;
  const int learning = 8 + 6 + 3 * 3 + 1;
  // Loss and IoU of stage 1: 17 epochs each, of stage 2: two runs of 6, of stage 3: one of 8.
  // Latency: of survivors only.
  const int stages = (2 * 17 + 2 * 3) + (2 * 12 + 6) + (2 * 8 + 8);
  EXPECT_THAT(
      root, HasSubstr("data-points=\"" +
                      std::to_string(scatter + progress + promotions + learning + stages) + "\""));
  EXPECT_THAT(root, HasSubstr("data-lines=\"5\""));  // judged trials
  EXPECT_THAT(root, HasSubstr("data-bars=\"9\""));   // trials by stage
}

TEST(Browser, DrawsTheImportanceOfEachParameterThatVaries) {
  const TemporaryFolder folder;
  const std::string root = root_after(
      "document.documentElement.dataset.bars = Chart.getChart('importance-bars')"
      ".data.labels.join();",
      fake_rung_study(), folder);
  EXPECT_THAT(root, HasSubstr("data-bars=\"architecture,learning_rate,head,tap\""));
  EXPECT_THAT(root, Not(HasSubstr("data-error")));
}

/// Moves the pointer onto points of charts and onto SVG elements, whatever lies there on the
/// screen, and writes what the page then shows: data-tip-NAME.
constexpr const char* kPointer = R"js(
  const wait = () => new Promise((done) => setTimeout(done, 60));
  async function pointAt(place, x, y, type) {
    place.scrollIntoView({ block: 'center' });
    await wait();
    const [left, top] = typeof x === 'function' ? x() : [x, y];
    const event = { clientX: left, clientY: top, bubbles: true };
    const target = document.elementFromPoint(left, top);
    target.dispatchEvent(type === 'mousemove' ? new MouseEvent(type, event) : new PointerEvent(type, event));
    await wait();
  }
  async function pointAtDatum(name, id, set, index) {
    const chart = Chart.getChart(id);
    await pointAt(chart.canvas, () => {
      const box = chart.canvas.getBoundingClientRect();
      const datum = chart.getDatasetMeta(set).data[index];
      return [box.left + datum.x, box.top + datum.y];
    }, 0, 'mousemove');
    const shown = chart.tooltip.opacity > 0 ? chart.tooltip.body.map((b) => b.lines.join(' | ')) : [];
    root.dataset[name] = shown.join(' || ');
  }
  const tipText = () => tip.classList.contains('shown') ? Array.from(tip.children, (c) => c.textContent).join(' | ') : '';
  const setOf = (id, key, trial) => Chart.getChart(id).data.datasets.findIndex((d) => d[key] && d[key].trial === trial);
  async function pointAtLine(trial) {
    const index = data.parallel.lines.findIndex((line) => line.trial === trial);
    const paths = Array.from(document.querySelectorAll('#parallel-lines .lines path'));
    const path = paths[paths.length - 1 - index];
    await pointAt(path, () => {
      const at = path.getPointAtLength(0.3 * path.getTotalLength()).matrixTransform(path.getScreenCTM());
      return [at.x, at.y];
    }, 0, 'pointermove');
    root.dataset.tipParallel = tipText();
    root.dataset.hot = document.querySelectorAll('#parallel-lines path.hot').length;
    path.ownerSVGElement.dispatchEvent(new PointerEvent('pointerleave'));
    root.dataset.left = tipText() === '' && !document.querySelector('#parallel-lines path.hot');
  }
  async function pointAtBar(trial, stage) {
    const index = data.timeline.bars.findIndex((bar) => bar[3] === trial && bar[4] === stage);
    const bar = document.querySelector(`#timeline-bars rect[data-bar="${index}"]`);
    await pointAt(bar, () => {
      const box = bar.getBoundingClientRect();
      return [box.left + box.width / 2, box.top + box.height / 2];
    }, 0, 'pointermove');
    root.dataset.tipBar = tipText();
    root.dataset.hotBars = document.querySelectorAll('#timeline-bars rect.hot').length;
  }
)js";

TEST(Browser, DrawsTheRecallOfTheTaskFaces) {
  const TemporaryFolder folder;
  const std::string root = root_after(std::string(kPointer) + R"js(
    (async () => {
      const chart = Chart.getChart('recall-curve');
      root.dataset.sets = chart.data.datasets.map((set) => set.data.map((p) => `${p.x} ${p.y}`).join()).join('; ');
      root.dataset.ticks = chart.scales.x.ticks.map((tick) => tick.label).filter((label) => label).join();
      await pointAtDatum('tipDot', 'recall-curve', 0, 0);
      await pointAtDatum('tipLine', 'recall-curve', 1, 2);
      root.dataset.finished = 'yes';
    })();)js",
                                      fake_faces_study(), folder);
  EXPECT_THAT(root, Not(HasSubstr("data-error")));
  EXPECT_THAT(root, HasSubstr("data-finished"));
  // With none and with at most one is one place; the dot comes first, above the line.
  EXPECT_THAT(root, HasSubstr("data-sets=\"20 0.8; 1 0.6,20 0.8,1000 0.8\""));
  EXPECT_THAT(root, HasSubstr("data-ticks=\"1,10,100,1000\""));
  EXPECT_THAT(root, HasSubstr("data-tip-dot=\"80.0 % of 100 faces | 20 false alarms, from a score "
                              "of 0.45"));
  EXPECT_THAT(root, HasSubstr("data-tip-line=\"80.0 % of 100 faces | 1000 false alarms, from a "
                              "score of 0.02\""));
}

TEST(Pointer, NamesTheTrialOfEachPoint) {
  const TemporaryFolder folder;
  const std::string root = root_after(std::string(kPointer) + R"js(
    (async () => {
      await pointAtDatum('tipFront', 'scatter', 0, 1);
      await pointAtDatum('tipOther', 'scatter', 1, 0);
      await pointAtDatum('tipProgress', 'progress-curves', 1, 0);
      await pointAtDatum('tipPromoted', 'promotions', setOf('promotions', 'line', 2), 1);
      await pointAtDatum('tipStopped', 'learning-curves', setOf('learning-curves', 'curve', 4), 5);
      await pointAtDatum('tipStage', 'stage2-val_loss', 0, 4);
      root.dataset.finished = 'yes';
    })();)js",
                                      fake_study(), folder);
  EXPECT_THAT(root, Not(HasSubstr("data-error")));
  EXPECT_THAT(root, HasSubstr("data-finished"));
  EXPECT_THAT(root, HasSubstr("data-tip-front=\"trial 2: middle (lr 0.001) | IoU 0.7363, 5.00 ms | "
                              "8 epochs, completed, the knee of the front\""));
  EXPECT_THAT(root, HasSubstr("data-tip-other=\"trial 5: large (lr 0.01) | IoU 0.5438, 10.0 ms | "
                              "3 epochs, stopped\""));
  EXPECT_THAT(root, HasSubstr("by epoch 1 of trial 0: small (lr 0.001)"));
  EXPECT_THAT(root, HasSubstr("trial 2: middle (lr 0.001) | fitness 0.7696 at stage 2 | promoted 2 "
                              "times, completed"));
  EXPECT_THAT(root,
              HasSubstr("trial 4: large (lr 0.001) | epoch 6: IoU 0.7602 | stopped: not among "
                        "the best 1 of stage 2"));
  EXPECT_THAT(root, HasSubstr("data-tip-stage=\"trial 2: middle (lr 0.001) | epoch 5"));
}

TEST(Pointer, NamesAndLightsTheTrialOfALineAndABar) {
  const TemporaryFolder folder;
  const std::string root = root_after(std::string(kPointer) + R"js(
    (async () => {
      await pointAtLine(4);
      await pointAtBar(2, 3);
      root.dataset.finished = 'yes';
    })();)js",
                                      fake_study(), folder);
  EXPECT_THAT(root, HasSubstr("data-finished"));
  EXPECT_THAT(root, HasSubstr("data-tip-parallel=\"trial 4: large (lr 0.001) | IoU 0.7602, 10 ms, "
                              "fitness 0.7821\""));
  EXPECT_THAT(root, HasSubstr("data-hot=\"1\""));
  EXPECT_THAT(root, HasSubstr("data-left=\"true\""));
  EXPECT_THAT(root, HasSubstr("data-tip-bar=\"trial 2: middle (lr 0.001) | stage 3, epochs 7 to 8, "
                              "25 s | host-1\""));
  EXPECT_THAT(root, HasSubstr("data-hot-bars=\"3\""));  // all that the trial trained
}

/// A copy with `attack` for every name that comes from outside.
ReportSource attacked(ReportSource source, const std::string& attack) {
  source.info.name = attack;
  for (study::Trial& trial : source.history.trials) {
    trial.params["architecture"] = attack + std::to_string(trial.number % 3);
    trial.params[attack] = attack + std::to_string(trial.number % 2);
    trial.reason = attack;
    for (study::EpochRecord& record : trial.epochs) record.worker = attack;
  }
  return source;
}

TEST(Browser, RunsNoScriptOfAName) {
  for (const char* attack :
       {"</script><script>document.documentElement.dataset.owned='1'</script>",
        "<img src=x onerror=\"document.documentElement.dataset.owned='1'\">"}) {
    const TemporaryFolder folder;
    const std::string root = root_after(std::string(kPointer) + R"js(
      (async () => {
        await pointAtLine(4);
        await pointAtBar(2, 3);
        await wait();
        root.dataset.finished = 'yes';
      })();)js",
                                        attacked(fake_study(), attack), folder);
    EXPECT_THAT(root, HasSubstr("data-charts=\"13\""));
    EXPECT_THAT(root, HasSubstr("data-finished"));
    EXPECT_THAT(root, HasSubstr("data-tip-bar=\"trial 2"));
    EXPECT_THAT(root, Not(HasSubstr("data-owned")));
    EXPECT_THAT(root, Not(HasSubstr("data-error")));
  }
}

TEST(Browser, OpensAStudyThatHasJustBegun) {
  const TemporaryFolder folder;
  ReportSource source = fake_study();
  source.history.trials.clear();
  const std::string root = root_of(source, folder);
  EXPECT_THAT(root, HasSubstr("data-charts=\"0\""));
  EXPECT_THAT(root, HasSubstr("data-lines=\"0\""));
  EXPECT_THAT(root, HasSubstr("data-bars=\"0\""));
  EXPECT_THAT(root, Not(HasSubstr("data-error")));
}

TEST(Browser, OpensAStudyInWhichAllTrialsFailed) {
  const TemporaryFolder folder;
  ReportSource source = fake_study();
  for (study::Trial& trial : source.history.trials) {
    trial.state = study::TrialState::kFailed;
    for (study::EpochRecord& record : trial.epochs) {
      for (const char* name : {"val_loss", "val_iou"}) {
        record.metrics.set(name, std::numeric_limits<double>::quiet_NaN());
      }
      record.seconds = std::numeric_limits<double>::infinity();
    }
  }
  const std::string root = root_of(source, folder);
  EXPECT_THAT(root, HasSubstr("data-lines=\"0\""));
  EXPECT_THAT(root, HasSubstr("data-charts=\"9\""));  // stages, without a point that has a place
  EXPECT_THAT(root, Not(HasSubstr("data-error")));
}

TEST(Browser, OpensAStudyOfAThousandTrials) {
  const TemporaryFolder folder;
  const ReportSource source =
      fake_rung_study({.trials = 1000, .workers = 100, .rungs = {7, 20, 60}});
  const std::string root = root_of(source, folder);
  EXPECT_THAT(root, Not(HasSubstr("data-error")));
  EXPECT_THAT(root, HasSubstr("data-charts=\"14\""));
  EXPECT_THAT(root, HasSubstr("data-lines=\"400\""));
  const std::size_t bars = timeline_figure(source, leaderboard_rows(source)).bars.size();
  EXPECT_THAT(root, HasSubstr("data-bars=\"" + std::to_string(bars) + "\""));
}

}  // namespace
}  // namespace efs::report
