// The report: draws from the JSON in #data what the page has a place for. When that is done, <html>
// says how much was drawn (data-charts, data-points: by Chart.js; data-lines, data-bars: as SVG).
data = JSON.parse(document.getElementById('data').textContent);
document.querySelectorAll('table.sortable').forEach(sortable);
root.dataset.lines = root.dataset.bars = 0;
for (const [key, drawChart] of Object.entries(drawings)) drawChart(data[key]);

root.dataset.charts = charts.length;
root.dataset.points = charts.reduce((sum, chart) => sum +
  chart.data.datasets.reduce((n, set, i) => n + chart.getDatasetMeta(i).data.length, 0), 0);
