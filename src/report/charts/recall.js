// Faces that the winner finds, over the false alarms that it makes; its own threshold is a dot.
drawings.recall = (recall) => {
  if (!recall) return;
  const place = (alarms) => Math.max(1, alarms);  // on a logarithmic axis
  const point = ([alarms, share, score]) => ({ x: place(alarms), y: share, alarms: alarms, score: score });
  // With none and with at most one: the last one says what is found at most at that place.
  const points = recall.points.map(point).filter((p, i, all) => i + 1 === all.length || all[i + 1].x > p.x);
  const written = points[points.length - 1].x > 500 ? /^10*$/ : /^[125]0*$/;  // the numbers on the axis
  const share = (value) => `${(100 * value).toFixed(1)} % of ${recall.faces} faces`;
  const datasets = [{
    label: 'recall', data: points, stepped: 'before', showLine: true, borderColor: colour(0), backgroundColor: colour(0),
    borderWidth: 2, pointRadius: points.length === 1 ? 3.5 : 0, pointHitRadius: 6, pointHoverRadius: 5, pointStyle: 'line',
  }];
  if (recall.deployed) {
    const d = recall.deployed;
    datasets.unshift({
      label: `the model's own threshold, ${digits(d.threshold, 3)}`, showLine: false, pointStyle: 'circle',
      data: [{ x: place(d.false_alarms), y: d.recall, alarms: d.false_alarms, score: d.threshold }],
      borderColor: colour(1), backgroundColor: colour(1), pointRadius: 6, pointHoverRadius: 8,
    });
  }
  draw('recall-curve', 'line', datasets, {
    x: axis(`false alarms in all ${recall.images} images together (logarithmic)`, {
      type: 'logarithmic', min: 1,
      ticks: { autoSkip: false, maxRotation: 0, callback: (value) => written.test(value) ? String(value) : '' },
    }),
    y: axis('share of the faces found'),
  }, (item) => {
    const p = item.raw;
    return [share(p.y), `${p.alarms} false alarm${p.alarms === 1 ? '' : 's'}, from a score of ${digits(p.score, 3)}`];
  }, { legend: true });
};
