// Metrics and latency over the epochs of one stage; its legend stands in the page.
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
      curve: curve, data: curve.points.map((p) => ({ x: p[0], y: value(curve, p) })),
    })).filter((d) => !survivorsOnly || d.curve.survivor);
    draw(`stage${stage.stage}-${what}`, 'line', datasets, {
      x: axis('epoch', { type: 'linear', ticks: { precision: 0 } }),
      y: axis(title, scale),
    }, (item) => {
      const curve = item.dataset.curve;
      return [trialName(curve), `epoch ${item.parsed.x}: ${digits(item.parsed.y, 4)}`];
    });
  };
  stage.metrics.forEach((m, i) => plot(m.name, m.title, (curve, p) => p[i + 1], false, {}));
  plot('latency', 'latency, ms', (curve) => curve.latency_ms, true, { beginAtZero: true });
}
drawings.stages = (stages) => stages.forEach(drawStage);
