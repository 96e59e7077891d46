// Shares of the parameters, the largest on top.
drawings.importance = (shares) => {
  draw('importance-bars', 'bar', [{
    data: shares.map((p) => p.share), backgroundColor: colour(0), maxBarThickness: 20, borderRadius: 3,
  }], {
    x: axis('share', { min: 0, max: 1 }),
    y: { grid: { display: false }, ticks: { callback(value) { return shortened(this.getLabelForValue(value), 28); } } },
  }, (item) => `${item.label}: ${(100 * item.raw).toFixed(1)} %`,
  { indexAxis: 'y', labels: shares.map((p) => p.name) });
};
