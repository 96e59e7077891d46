// All studies at a glance.
function studyRow(study) {
  const name = element('a', { href: `#/study/${study.id}` }, study.name);
  if (study.error) {
    return element('tr', {}, element('td', { class: 'text' }, study.name),
      element('td', { class: 'text wrap problem', colspan: 7 }, study.error));
  }
  const status = study.status;
  const best = status.best;
  const cell = (text, text_cell) => element('td', text_cell ? { class: 'text' } : {}, text);
  return element('tr', {}, element('td', { class: 'text' }, name), element('td', { class: 'text' }, stateMark(stateText(status))),
    cell(`${status.trial_count}`), cell(`${status.epochs}`),
    cell(best && best[status.accuracy] !== undefined ? shown(best[status.accuracy], 3) : '\u2013'),
    cell(best ? shown(best.latency_ms, 2) : '\u2013'), cell(best ? best.architecture : '\u2013', true),
    cell(status.time_left_s !== null && !status.done ? duration(Math.round(status.time_left_s)) : '\u2013'));
}

function drawStudies(place, state) {
  document.title = `Studies in ${state.title} - EdgeFaceSearch`;
  document.getElementById('title').textContent = `Studies in ${state.title}`;
  document.getElementById('subtitle').textContent = `EdgeFaceSearch ${state.program}`;
  const heads = [['study', true], ['state', true], ['trials'], ['epochs'], ['accuracy'], ['latency, ms'], ['best network', true], ['time left']];
  const table = element('table', { class: 'studies' }, element('thead', {}, element('tr', {},
    ...heads.map(([head, text]) => element('th', text ? { class: 'text' } : {}, head)))),
  element('tbody', {}, ...state.studies.map(studyRow)));
  const list = state.studies.length
    ? element('div', { class: 'scroll' }, table)
    : element('p', {}, 'There are none yet; ', element('code', {}, 'efs search'), ' begins one, and it appears here.');
  const old = document.getElementById('studies');
  const made = section('studies', 'Studies', null, list);
  if (old) old.replaceWith(made);
  else place.prepend(made);
}

function showStudies(place) {
  place.replaceChildren();
  const comparison = makeComparison(place);
  const listener = new Listener({}, 'studies', (state) => {
    drawStudies(place, state);
    comparison.offer(state.studies);
  });
  return { close: () => listener.close() };
}
