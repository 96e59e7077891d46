// What the search had found by when.
drawings.progress = (progress) => {
  const series = (label, key, index) => ({
    label: label, data: progress.points.map((p) => ({ x: p.x, y: p[key], point: p })), stepped: 'before',
    borderColor: colour(index), backgroundColor: colour(index), borderWidth: 2, pointStyle: 'circle',
    pointRadius: progress.points.length <= 60 ? 2.5 : 0, pointHitRadius: 7, pointHoverRadius: 5,
  });
  draw('progress-curves', 'line', [
    series(`best ${data.accuracy.label}`, 'best_accuracy', 0),
    series(`hypervolume, up to ${progress.reference_latency_ms} ms`, 'hypervolume', 1),
  ], {
    x: axis(progress.axis, { type: 'linear', beginAtZero: true }),
    y: axis(data.accuracy.label),
  }, (item) => {
    const p = item.raw.point;
    return [`${item.dataset.label}: ${item.raw.y.toFixed(4)}`, `by epoch ${p.epoch} of ${trialName(p)}`];
  }, { legend: true });
};
