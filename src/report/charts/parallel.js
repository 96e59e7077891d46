// Parallel coordinates: a vertical axis for each parameter and result, a line for each trial.
const shades = paint('--shades') === 'dark'
  ? [[51, 65, 85], [38, 92, 133], [56, 150, 203], [125, 200, 240], [224, 242, 254]]
  : [[208, 220, 232], [126, 182, 214], [44, 123, 182], [18, 61, 122], [9, 26, 74]];

// From the worst (0, close to the ground) to the best (1, far from it).
function shadeColour(share) {
  if (share === null) return grey;
  const at = share * (shades.length - 1);
  const low = Math.min(Math.floor(at), shades.length - 2);
  const mixed = shades[low].map((from, i) => Math.round(from + (at - low) * (shades[low + 1][i] - from)));
  return `rgb(${mixed.join(',')})`;
}

function parallelAxis(picture, figure, index, x, top, bottom, room) {
  const a = figure.axes[index];
  const y = (position) => bottom - position * (bottom - top);
  svg('line', { x1: x, x2: x, y1: top, y2: bottom, class: 'axis' }, picture);
  const name = svg('text', { x: x, y: top - 16, class: 'name', 'text-anchor': 'middle' }, picture,
    shortened(a.name, Math.max(8, Math.floor(room / 7))));
  svg('title', {}, name, a.logarithmic ? `${a.name} (logarithmic)` : a.name);
  let last = Infinity;  // labels that would touch are left out
  for (const [position, label] of a.ticks) {
    if (last - y(position) < 14) continue;
    last = y(position);
    svg('line', { x1: x - 4, x2: x, y1: last, y2: last, class: 'axis' }, picture);
    const text = svg('text', { x: x - 7, y: last + 4, 'text-anchor': 'end', class: 'tick' }, picture,
      shortened(label, index === 0 ? 26 : Math.max(6, Math.floor(room / 8))));
    svg('title', {}, text, label);
  }
}

drawings.parallel = (figure) => {
  const place = document.getElementById('parallel-lines');
  if (!place) return;
  const axes = figure.axes.length;
  const names = figure.axes[0].ticks.map(([, label]) => Math.min(26, label.length));
  const left = 24 + 6.6 * Math.max(...names), right = 44, top = 44, bottom = 400;
  const width = Math.max(1220, left + right + 96 * (axes - 1));
  const gap = (width - left - right) / Math.max(1, axes - 1);
  const x = (index) => left + index * gap;
  const y = (position) => bottom - position * (bottom - top);
  const picture = svg('svg', { viewBox: `0 0 ${width} ${bottom + 16}`, style: `min-width:${0.75 * width}px` }, place);
  const group = svg('g', { class: 'lines' }, picture);
  // The best ones last, above the others.
  const lines = figure.lines.slice().reverse().map((line) => ({
    line: line,
    path: svg('path', { d: 'M' + line.positions.map((p, i) => `${x(i).toFixed(1)} ${y(p).toFixed(1)}`).join('L'),
      stroke: shadeColour(line.shade) }, group),
  }));
  figure.axes.forEach((_, index) => parallelAxis(picture, figure, index, x(index), top, bottom, gap));

  let hot = null;
  const light = (next) => {
    if (hot) hot.path.classList.remove('hot');
    hot = next;
    group.classList.toggle('dim', hot !== null);
    if (!hot) return hideTip();
    hot.path.classList.add('hot');
    group.append(hot.path);
  };
  // The nearest line at the pointer's place between two axes; of equally near ones the better.
  const nearest = (at) => {
    const index = Math.max(0, Math.min(axes - 2, Math.floor((at.x - left) / gap)));
    const share = (at.x - x(index)) / gap;
    let best = null, distance = 10;
    for (const entry of lines) {
      const p = entry.line.positions;
      const d = Math.abs(at.y - y(p[index] + share * (p[index + 1] - p[index])));
      if (d <= distance) { best = entry; distance = d; }
    }
    return best;
  };
  picture.addEventListener('pointermove', (event) => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(picture.getScreenCTM().inverse());
    const inside = at.x >= left - 4 && at.x <= width - right + 4;
    const found = inside ? nearest(at) : null;
    if (found !== hot) light(found);
    if (!hot) return;
    const line = hot.line;
    const result = [];
    if (line.accuracy !== null) result.push(`${data.accuracy.label} ${line.accuracy.toFixed(data.accuracy.digits)}`);
    if (line.latency_ms !== null) result.push(`${digits(line.latency_ms, 3)} ms`);
    if (line.fitness !== null) result.push(`fitness ${digits(line.fitness, 4)}`);
    showTip(event, [trialName(line), result.join(', ')]);
  });
  picture.addEventListener('pointerleave', () => light(null));
  picture.addEventListener('click', () => { if (hot && openTrial) openTrial(hot.line.trial); });
  root.dataset.lines = lines.length;
};
