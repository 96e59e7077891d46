// Accuracy against latency, with the front and its knee.
function targetLine(scatter) {
  const heights = scatter.front.concat(scatter.others).map((p) => p.accuracy);
  // Some height, also where all trials have the same.
  const low = Math.max(0, Math.min(...heights) - 0.02), high = Math.min(1, Math.max(...heights) + 0.02);
  return { label: `target ${scatter.target_latency_ms} ms`, showLine: true, pointRadius: 0, pointHitRadius: 0,
    pointStyle: 'line', borderColor: '#64748b', backgroundColor: '#64748b', borderDash: [5, 4], borderWidth: 1.5,
    data: [{ x: scatter.target_latency_ms, y: low }, { x: scatter.target_latency_ms, y: high }] };
}

function drawScatter(scatter) {
  const point = (p) => ({ x: p.latency_ms, y: p.accuracy, trial: p });
  const orange = data.palette[1];
  const knee = scatter.front.some((p) => p.knee);
  const datasets = [
    { label: 'Pareto front', data: scatter.front.map(point), showLine: true, borderColor: orange,
      backgroundColor: orange, borderWidth: 2,
      pointStyle: scatter.front.map((p) => p.knee ? 'rectRot' : 'circle'),
      pointBackgroundColor: scatter.front.map((p) => p.knee ? paint('--card') : orange),
      pointBorderWidth: scatter.front.map((p) => p.knee ? 3 : 1),
      pointRadius: scatter.front.map((p) => p.knee ? 10 : 5), pointHoverRadius: scatter.front.map((p) => p.knee ? 12 : 7) },
    { label: 'other trials', data: scatter.others.map(point), borderColor: '#94a3b8',
      backgroundColor: grey, pointRadius: 4, pointHoverRadius: 6 },
  ];
  if (knee) {  // for the legend
    datasets.push({ label: 'knee of the front', data: [], pointStyle: 'rectRot', borderColor: orange,
      backgroundColor: paint('--card'), borderWidth: 3 });
  }
  if (scatter.target_latency_ms && scatter.front.length) datasets.push(targetLine(scatter));
  const decade = (value) => value / Math.pow(10, Math.floor(Math.log10(value) + 1e-9));
  const round = (value) => [1, 2, 5].some((f) => Math.abs(decade(value) - f) < 1e-6);
  draw(scatter.place, 'scatter', datasets, {
    x: axis('latency, ms (median, logarithmic)', {
      type: 'logarithmic', ticks: { callback: (value) => round(value) ? String(+value.toPrecision(2)) : '' },
    }),
    y: axis(data.accuracy.title),
  }, (item) => {
    const p = item.raw.trial;
    if (!p) return item.dataset.label;
    return [trialName(p), `${data.accuracy.label} ${p.accuracy.toFixed(data.accuracy.digits)}, ${p.latency_ms.toPrecision(3)} ms`,
      `${p.epochs} epochs, ${p.state}${p.knee ? ', the knee of the front' : ''}`];
  }, { legend: true });
}
drawings.scatters = (scatters) => scatters.forEach(drawScatter);
