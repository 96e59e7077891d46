// One trial, in a dialog over its study.
function drawCurve(place, trial) {
  const points = trial.curve.filter(([, value]) => value !== null).map(([epoch, value]) => ({ x: epoch, y: value }));
  if (!points.length) return;
  place.append(element('div', { class: 'canvas' }, element('canvas', { id: 'trial-curve', role: 'img',
    'aria-label': `${trial.accuracy.title} over the epochs` })));
  draw('trial-curve', 'line', [{ data: points, borderColor: paint('--accent'), backgroundColor: paint('--accent'), borderWidth: 2,
    pointRadius: points.length <= 30 ? 3 : 0, pointHitRadius: 6 }], {
    x: axis('epoch', { type: 'linear', ticks: { precision: 0 } }), y: axis(trial.accuracy.title),
  }, (item) => `epoch ${item.raw.x}: ${digits(item.raw.y, 4)}`);
}

function epochsTable(epochs) {
  return element('details', {}, element('summary', {}, `All ${epochs.rows.length} epochs`),
    element('div', { class: 'scroll' }, element('table', {},
      element('thead', {}, element('tr', {}, ...epochs.columns.map((name) => element('th', {}, name)))),
      element('tbody', {}, ...epochs.rows.map((row) => element('tr', {}, ...row.map((value) =>
        element('td', {}, typeof value === 'number' ? digits(value, 5) : shown(value)))))))));
}

// The winner's are in its study; those of others are drawn when they are asked for.
function offerPictures(place, study, number) {
  const says = element('span', { class: 'note', role: 'status' });
  const button = element('button', { type: 'button', onclick: async () => {
    button.disabled = true;
    says.textContent = 'drawing, some seconds...';
    try {
      const got = await ask('pictures', { study, trial: number });
      place.innerHTML = got.html || '<p class="note">There is nothing to draw.</p>';  // the report's own
    } catch (error) {
      says.textContent = error.message;
      button.disabled = false;
    }
  } }, 'Draw what it finds');
  place.append(element('section', {}, element('h3', {}, 'Pictures with boxes'), element('p', { class: 'row' }, button, says)));
}

const definitions = (pairs) => element('dl', { class: 'facts' }, ...pairs.map(([name, value]) =>
  element('div', {}, element('dt', {}, name), element('dd', {}, value))));

// Closes with Escape or its button; `closed` is called then. `pictures`: of the winner, a promise of HTML.
async function showTrial(study, number, pictures, closed) {
  const dialog = document.getElementById('trial');
  let trial;
  try {
    trial = await ask('trial', { study, trial: number });
  } catch (error) {
    trial = null;
    dialog.replaceChildren(element('h2', { id: 'trial-title' }, `Trial ${number}`), element('p', { class: 'problem' }, error.message));
  }
  const close = element('button', { type: 'button', class: 'close', onclick: () => dialog.close() }, 'Close');
  if (trial) {
    forgetCharts(dialog);
    const curve = element('section', {}, element('h3', {}, 'Learning curve'));
    const record = element('div');
    record.innerHTML = trial.html;  // the report's own, with its texts escaped
    dialog.replaceChildren(close, element('h2', { id: 'trial-title' }, `Trial ${trial.trial}: ${trial.label}`),
      element('p', { class: 'note' }, stateMark(trial.state), trial.reason ? ` ${trial.reason}` : '',
        trial.worker ? ` on ${trial.worker}` : '', trial.claims > 1 ? `, begun ${trial.claims} times` : ''),
      definitions(trial.facts.map(([name, value, count]) => [name, shown(value, count)])),
      ...trial.commands.map((line) => commandLine(`To ${line.what}:`, line.command)),
      element('section', {}, element('h3', {}, 'Parameters'), definitions(trial.params)), curve);
    if (!dialog.open) dialog.showModal();
    drawCurve(curve, trial);
    if (trial.epochs.rows.length) curve.append(epochsTable(trial.epochs));
    dialog.append(record);
    const drawn = element('div');
    dialog.append(drawn);
    if (trial.is_best) pictures.then((html) => { drawn.innerHTML = html; });
    else if (trial.commands.length) offerPictures(drawn, study, number);
  } else {
    dialog.prepend(close);
    if (!dialog.open) dialog.showModal();
  }
  dialog.onclose = closed;
  dialog.scrollTop = 0;
}
