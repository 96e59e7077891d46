// Every trial's accuracy over its epochs; where it was cut short, a mark ends the curve.
drawings.learning = (curves) => {
  let completed = 0;
  const many = curves.length > 60;
  // The best have colours of their own.
  const ownColour = () => completed < data.palette.length ? colour(completed++) : `${colour(0)}60`;
  const look = {
    'completed': () => ({ order: completed < data.palette.length ? -1 : 0, borderColor: ownColour(), borderWidth: many ? 1.3 : 2 }),
    'under way': () => ({ borderColor: data.palette[5], borderWidth: 1.5, borderDash: [5, 3], order: 1 }),
    'stopped': () => ({ borderColor: '#b6c2d0', borderWidth: 1, order: 3, end: 'circle' }),
    'ruled out': () => ({ borderColor: data.palette[1], borderWidth: 1, order: 2, end: 'crossRot' }),
  };
  const datasets = curves.map((curve) => {
    const style = look[curve.end]();
    const last = curve.points.length - 1;
    const ends = curve.points.map((_, i) => i === last && (style.end || last === 0));
    return Object.assign(style, {
      curve: curve, data: curve.points.map(([epoch, value]) => ({ x: epoch, y: value })),
      backgroundColor: style.borderColor, pointStyle: style.end || 'circle',
      pointBorderWidth: style.end === 'crossRot' ? 2 : 1, pointRadius: ends.map((end) => end ? 3.5 : 0),
      pointHitRadius: 5, pointHoverRadius: 5,
    });
  });
  draw('learning-curves', 'line', datasets, {
    x: axis('epoch', { type: 'linear', ticks: { precision: 0 } }),
    y: axis(data.accuracy.title),
  }, (item) => {
    const curve = item.dataset.curve;
    const lines = [trialName(curve), `epoch ${item.raw.x}: ${data.accuracy.label} ${digits(item.raw.y, 4)}`];
    if (curve.reason) lines.push(...wrap(`${curve.state}: ${curve.reason}`, 60));
    else lines.push(curve.state);
    return lines;
  });
};
