// Draws what the page has a place for.
document.querySelectorAll('table.sortable').forEach(sortable);
data.scatters.forEach(drawScatter);
drawProgress(data.progress);
drawImportance(data.importance);
drawPromotions(data.rungs);
drawLearning(data.learning);
data.stages.forEach(drawStage);

const parallelPlace = document.getElementById('parallel-lines');
root.dataset.lines = parallelPlace ? drawParallel(parallelPlace, data.parallel) : 0;
const timelinePlace = document.getElementById('timeline-bars');
root.dataset.bars = timelinePlace ? drawTimeline(timelinePlace, data.timeline) : 0;

root.dataset.charts = charts.length;
root.dataset.points = charts.reduce((sum, chart) => sum +
  chart.data.datasets.reduce((n, set, i) => n + chart.getDatasetMeta(i).data.length, 0), 0);
