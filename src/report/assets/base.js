'use strict';
// The scripts of the page, as one: they draw the figures from the JSON in #data and make tables
// sortable. When that is done, <html> says how much was drawn (data-charts, data-points: by Chart.js;
// data-lines, data-bars: as SVG), or what went wrong (data-error).
const root = document.documentElement;
window.addEventListener('error', (event) => { root.dataset.error = event.message; });

const data = JSON.parse(document.getElementById('data').textContent);
const colour = (index) => data.palette[index % data.palette.length];
const grey = '#cbd5e1';
const charts = [];
const drawings = {};  // how each chart is drawn, by the key of its data; each script under charts/ adds its own

Chart.defaults.animation = false;
Chart.defaults.maintainAspectRatio = false;
Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
Chart.defaults.color = '#475569';
Object.assign(Chart.defaults.plugins.tooltip, { displayColors: false, padding: 9, cornerRadius: 5,
  backgroundColor: 'rgba(15, 29, 46, .92)' });

function axis(title, options) {
  return Object.assign({ title: { display: true, text: title }, grid: { color: '#eef2f6' } }, options);
}

// A chart in the canvas of that name; `options` beyond the usual ones. Nothing without the canvas.
function draw(id, type, datasets, scales, tooltip, options) {
  const canvas = document.getElementById(id);
  if (!canvas) return;
  const { legend = false, labels = null, ...more } = options || {};
  charts.push(new Chart(canvas, {
    type: type,
    data: { datasets: datasets, labels: labels || undefined },
    options: Object.assign({
      scales: scales,
      normalized: true,
      interaction: { mode: 'nearest', intersect: true },
      plugins: {
        legend: { display: legend, position: 'bottom',
          labels: { usePointStyle: true, boxHeight: 7, padding: 18 } },
        tooltip: { callbacks: { title: () => '', label: tooltip } },
      },
    }, more),
  }));
}

const trialName = (trial) => `trial ${trial.trial}: ${trial.label}`;
const digits = (value, count) => String(Number(value.toPrecision(count)));

// Lines of at most `width` letters, broken at spaces.
function wrap(text, width) {
  const lines = [''];
  for (const word of text.split(/\s+/)) {
    const last = lines[lines.length - 1];
    if (last && last.length + word.length + 1 > width) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  return lines;
}

function duration(seconds) {
  if (seconds < 60) return `${digits(seconds, 3)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor(seconds % 3600 / 60)} min`;
}
