'use strict';
// Draws the charts from the JSON in #data and makes tables sortable. When it is done, <html> says
// how much was drawn (data-charts, data-points), or what went wrong (data-error).
const root = document.documentElement;
window.addEventListener('error', (event) => { root.dataset.error = event.message; });

const data = JSON.parse(document.getElementById('data').textContent);
const colour = (index) => data.palette[index % data.palette.length];
const grey = '#cbd5e1';
const charts = [];

Chart.defaults.animation = false;
Chart.defaults.maintainAspectRatio = false;
Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
Chart.defaults.color = '#475569';

function axis(title, options) {
  return Object.assign({ title: { display: true, text: title }, grid: { color: '#eef2f6' } }, options);
}

function draw(id, datasets, scales, tooltip, type, legend) {
  charts.push(new Chart(document.getElementById(id), {
    type: type,
    data: { datasets: datasets },
    options: {
      scales: scales,
      interaction: { mode: 'nearest', intersect: true },
      plugins: {
        legend: { display: legend, position: 'bottom', labels: { boxWidth: 22, boxHeight: 2 } },
        tooltip: { callbacks: { title: () => '', label: tooltip } },
      },
    },
  }));
}

function drawScatter(scatter) {
  const point = (p) => ({ x: p.latency_ms, y: p.val_iou, trial: p });
  const datasets = [
    { label: 'Pareto front', data: scatter.front.map(point), showLine: true, borderColor: data.palette[1],
      backgroundColor: data.palette[1], borderWidth: 2, pointRadius: 5, pointHoverRadius: 7 },
    { label: 'other trials', data: scatter.others.map(point), borderColor: '#94a3b8',
      backgroundColor: grey, pointRadius: 4, pointHoverRadius: 6 },
  ];
  const all = scatter.front.concat(scatter.others);
  if (scatter.target_latency_ms && all.length) {
    const heights = all.map((p) => p.val_iou);
    // Some height, also where all trials have the same.
    const low = Math.max(0, Math.min(...heights) - 0.02), high = Math.min(1, Math.max(...heights) + 0.02);
    datasets.push({ label: `target ${scatter.target_latency_ms} ms`, showLine: true, pointRadius: 0,
      pointHitRadius: 0, borderColor: '#64748b', backgroundColor: '#64748b', borderDash: [5, 4], borderWidth: 1.5,
      data: [{ x: scatter.target_latency_ms, y: low }, { x: scatter.target_latency_ms, y: high }] });
  }
  const decade = (value) => value / Math.pow(10, Math.floor(Math.log10(value) + 1e-9));
  const round = (value) => [1, 2, 5].some((f) => Math.abs(decade(value) - f) < 1e-6);
  draw('scatter', datasets, {
    x: axis('latency, ms (median, logarithmic)', {
      type: 'logarithmic', ticks: { callback: (value) => round(value) ? String(+value.toPrecision(2)) : '' },
    }),
    y: axis('validation IoU'),
  }, (item) => {
    const p = item.raw.trial;
    if (!p) return item.dataset.label;
    return [`trial ${p.trial}: ${p.label}`, `IoU ${p.val_iou.toFixed(4)}, ${p.latency_ms.toPrecision(3)} ms`,
      `${p.epochs} epochs, ${p.state}`];
  }, 'scatter', true);
}

function drawStage(stage) {
  let next = 0;
  const style = stage.curves.map((curve) => {
    const index = curve.survivor ? next++ : -1;
    const single = curve.points.length === 1;
    return curve.survivor
      ? { borderColor: colour(index), backgroundColor: colour(index), borderWidth: 2,
          borderDash: index < data.palette.length ? [] : [6, 4],
          pointRadius: curve.points.length <= 12 ? 3 : 0, pointHitRadius: 6, order: 0 }
      : { borderColor: grey, backgroundColor: grey, borderWidth: 1,
          pointRadius: single ? 2 : 0, pointHitRadius: 3, order: 1 };
  });
  const plot = (what, title, value, survivorsOnly, scale) => {
    const datasets = stage.curves.map((curve, i) => Object.assign({}, style[i], {
      curve: curve, data: curve.points.map((p) => ({ x: p.epoch, y: value(curve, p) })),
    })).filter((d) => !survivorsOnly || d.curve.survivor);
    draw(`stage${stage.stage}-${what}`, datasets, {
      x: axis('epoch', { type: 'linear', ticks: { precision: 0 } }),
      y: axis(title, scale),
    }, (item) => {
      const curve = item.dataset.curve;
      return [`trial ${curve.trial}: ${curve.label}`,
        `epoch ${item.parsed.x}: ${Number(item.parsed.y.toPrecision(4))}`];
    }, 'line', false);  // the stage has one legend for all its charts
  };
  plot('val_loss', 'validation loss, px', (curve, p) => p.val_loss, false, {});
  plot('val_iou', 'validation IoU', (curve, p) => p.val_iou, false, {});
  plot('latency', 'latency, ms', (curve) => curve.latency_ms, true, { beginAtZero: true });
}

function sortable(table) {
  const headers = Array.from(table.tHead.rows[0].cells);
  const body = table.tBodies[0];
  const key = (row, column) => {
    const cell = row.cells[column];
    return 'v' in cell.dataset ? (cell.dataset.v === '' ? null : Number(cell.dataset.v)) : cell.textContent;
  };
  const sort = (column) => {
    const header = headers[column];
    const descending = header.getAttribute('aria-sort') === 'ascending';
    const rows = Array.from(body.rows);
    rows.sort((a, b) => {
      const x = key(a, column), y = key(b, column);
      if (x === null || y === null) return (x === null) - (y === null);  // unknown ones last
      const order = typeof x === 'number' ? x - y : x.localeCompare(y);
      return descending ? -order : order;
    });
    headers.forEach((other) => other.removeAttribute('aria-sort'));
    header.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
    body.append(...rows);
  };
  headers.forEach((header, column) => {
    header.tabIndex = 0;
    header.addEventListener('click', () => sort(column));
    header.addEventListener('keydown', (event) => { if (event.key === 'Enter') sort(column); });
  });
}

document.querySelectorAll('table.sortable').forEach(sortable);
if (document.getElementById('scatter')) drawScatter(data.scatter);
data.stages.forEach(drawStage);

root.dataset.charts = charts.length;
root.dataset.points = charts.reduce((sum, chart) => sum +
  chart.data.datasets.reduce((n, set, i) => n + chart.getDatasetMeta(i).data.length, 0), 0);
