'use strict';
// What all charts are drawn with, on the report and on the live page. <html> says what went wrong
// (data-error).
const root = document.documentElement;
window.addEventListener('error', (event) => { root.dataset.error = event.message; });

let data = null;       // of the charts, by key; each page sets it
let openTrial = null;  // (number): what a click on a trial does; each page may set it
const colour = (index) => data.palette[index % data.palette.length];
// Of the style, which is another in the dark.
const paint = (name) => getComputedStyle(root).getPropertyValue(name).trim();
const grey = paint('--faint');
const charts = [];
const drawings = {};  // how each chart is drawn, by the key of its data; each script under charts/ adds its own

Chart.defaults.animation = false;
Chart.defaults.maintainAspectRatio = false;
Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
Chart.defaults.color = paint('--label');
Object.assign(Chart.defaults.plugins.tooltip, { displayColors: false, padding: 9, cornerRadius: 5,
  backgroundColor: 'rgba(15, 29, 46, .92)' });

function axis(title, options) {
  return Object.assign({ title: { display: true, text: title }, grid: { color: paint('--grid') } }, options);
}

// The number of the trial that a point is of; null: it is of none.
function trialOf(dataset, index) {
  const point = dataset.data[index];
  for (const place of [point && point.trial, point && point.point, dataset.curve, dataset.line]) {
    if (place && place.trial !== undefined) return place.trial;
  }
  return null;
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
      onClick: (event, items) => {
        const trial = items.length ? trialOf(datasets[items[0].datasetIndex], items[0].index) : null;
        if (openTrial && trial !== null) openTrial(trial);
      },
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
