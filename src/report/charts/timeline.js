// A row for each worker, a bar for each run of epochs of one trial.
function timelineFrame(place, figure) {
  const rows = figure.workers.length;
  const height = rows <= 20 ? 20 : rows <= 60 ? 13 : 8;
  const letters = Math.min(30, Math.max(...figure.workers.map((name) => name.length)));
  const left = 14 + 6.8 * letters, right = 24, top = 6, bottom = top + rows * height;
  const width = 1220;
  const end = figure.ticks[figure.ticks.length - 1][0] || 1;
  const x = (seconds) => left + seconds / end * (width - left - right);
  const picture = svg('svg', { viewBox: `0 0 ${width} ${bottom + 44}`, style: 'min-width:900px' }, place);
  for (const [seconds, label] of figure.ticks) {
    svg('line', { x1: x(seconds), x2: x(seconds), y1: top, y2: bottom + 4, class: 'grid' }, picture);
    svg('text', { x: x(seconds), y: bottom + 18, 'text-anchor': 'middle', class: 'tick' }, picture, label);
  }
  svg('text', { x: (left + width - right) / 2, y: bottom + 37, 'text-anchor': 'middle', class: 'tick' }, picture, figure.axis);
  const every = Math.ceil(11 / height);  // names that would touch are left out
  figure.workers.forEach((name, row) => {
    if (row % every) return;
    const text = svg('text', { x: left - 8, y: top + (row + 0.5) * height + 4, 'text-anchor': 'end', class: 'tick' },
      picture, shortened(name, 30));
    svg('title', {}, text, name);
  });
  return { picture, x, y: (row) => top + row * height, height };
}

drawings.timeline = (figure) => {
  const place = document.getElementById('timeline-bars');
  if (!place) return;
  const { picture, x, y, height } = timelineFrame(place, figure);
  const group = svg('g', { class: 'bars' }, picture);
  const ofTrial = new Map();
  figure.bars.forEach(([worker, from, to, trial, stage], index) => {
    const bar = svg('rect', { x: x(from).toFixed(2), width: Math.max(0.8, x(to) - x(from) - 0.4).toFixed(2),
      y: y(worker) + 1, height: height - 2, fill: colour(stage - 1), 'data-bar': index }, group);
    if (!ofTrial.has(trial)) ofTrial.set(trial, []);
    ofTrial.get(trial).push(bar);
  });

  let hot = null;
  const light = (trial) => {
    if (trial === hot) return;
    for (const bar of ofTrial.get(hot) || []) bar.classList.remove('hot');
    hot = trial;
    group.classList.toggle('dim', hot !== null);
    for (const bar of ofTrial.get(hot) || []) bar.classList.add('hot');
  };
  group.addEventListener('pointermove', (event) => {
    const index = event.target.dataset.bar;
    if (index === undefined) return;
    const [worker, from, to, trial, stage, first, last, epochs, runs] = figure.bars[index];
    light(trial);
    const name = trialName({ trial: trial, label: figure.labels[trial] });
    showTip(event, runs > 1
      ? [`${runs} runs, ${epochs} epochs in ${duration(to - from)}`, `the first: ${name}`, figure.workers[worker]]
      : [name, `${figure.name} ${stage}, ${first === last ? `epoch ${first}` : `epochs ${first} to ${last}`}, ${duration(to - from)}`,
        figure.workers[worker]]);
  });
  group.addEventListener('click', () => { if (hot !== null && openTrial) openTrial(hot); });
  group.addEventListener('pointerleave', () => { light(null); hideTip(); });
  root.dataset.bars = figure.bars.length;
};
