// Each trial's fitness at the rungs that it finished.
drawings.rungs = (figure) => {
  const many = figure.lines.length > 60;
  const datasets = figure.lines.map((line) => {
    const promoted = line.promotions > 0;
    const last = line.values[line.values.length - 1][0];
    const stroke = promoted ? colour(last - 1) + (many ? '90' : '') : grey;
    return { line: line, data: line.values.map(([rung, fitness]) => ({ x: rung, y: fitness })),
      borderColor: stroke, backgroundColor: stroke, borderWidth: promoted && !many ? 2 : 1, pointRadius: promoted && !many ? 4 : 3,
      pointHoverRadius: 6, order: promoted ? -last : 1 };
  });
  const budget = (rung) => {
    const found = figure.rungs.find((r) => r.rung === rung);
    if (!found) return '';
    const name = `${figure.name} ${rung}`;
    return found.epochs > 0 ? [name, `to epoch ${found.epochs}`] : name;
  };
  draw('promotions', 'line', datasets, {
    x: axis('', { type: 'linear', min: 0.75, max: figure.rungs.length + 0.25,
      title: { display: false }, afterBuildTicks: (scale) => { scale.ticks = figure.rungs.map((r) => ({ value: r.rung })); },
      ticks: { callback: budget } }),
    y: axis('fitness'),
  }, (item) => {
    const line = item.dataset.line;
    return [trialName(line), `fitness ${digits(item.raw.y, 4)} at ${figure.name} ${item.raw.x}`,
      `promoted ${line.promotions} ${line.promotions === 1 ? 'time' : 'times'}, ${line.state}`];
  });
};
