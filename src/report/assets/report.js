// Draws what the page has a place for.
document.querySelectorAll('table.sortable').forEach(sortable);
root.dataset.lines = root.dataset.bars = 0;
for (const [key, drawChart] of Object.entries(drawings)) drawChart(data[key]);

root.dataset.charts = charts.length;
root.dataset.points = charts.reduce((sum, chart) => sum +
  chart.data.datasets.reduce((n, set, i) => n + chart.getDatasetMeta(i).data.length, 0), 0);
