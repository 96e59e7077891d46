// The leaderboard: the server sorts, filters and pages, so that it is as quick with 10,000 trials.
function makeLeaderboard(study) {
  const state = { sort: 'rank', descending: false, from: 0, count: 50, filter: '' };
  const body = element('div', { class: 'scroll' });
  const where = element('span', { role: 'status' });
  const step = (by) => () => { state.from = Math.max(0, state.from + by * state.count); load(); };
  const before = element('button', { type: 'button', onclick: step(-1) }, 'Previous');
  const after = element('button', { type: 'button', onclick: step(1) }, 'Next');
  const files = element('span');
  const whole = section('leaderboard', 'Leaderboard', null, body,
    element('div', { class: 'row pager' }, before, after, where, files));
  let asked = 0, next = 0, timer = null;

  const head = (column) => element('th', {
    class: column.digits < 0 && column.name !== 'learning_rate' ? 'text' : null, scope: 'col', tabindex: 0,
    'aria-sort': state.sort === column.name ? (state.descending ? 'descending' : 'ascending') : null,
    onclick: () => sortBy(column.name),
    onkeydown: (event) => { if (event.key === 'Enter') sortBy(column.name); },
  }, column.title);

  function cell(column, value, trial) {
    if (column.name === 'state') return element('td', { class: 'text' }, stateMark(value));
    const text = shown(value, column.name === 'trial' || column.name === 'rank' ? -1 : column.digits);
    if (column.name === 'network' || column.name === 'trial') {
      return element('td', column.name === 'network' ? { class: 'text' } : {}, element('a', { href: trialAddress(study, trial) }, text));
    }
    if (column.name === 'front') return element('td', { class: 'text front' }, value === null ? '' : `\u25C6 ${value === 'knee' ? 'knee' : ''}`);
    return element('td', {}, text);
  }

  function sortBy(name) {
    state.descending = state.sort === name && !state.descending;
    state.sort = name;
    state.from = 0;
    load();
  }

  async function load() {
    const number = ++asked;
    clearTimeout(timer);
    timer = null;
    next = performance.now() + 3000;
    let got;
    try { got = await ask('leaderboard', { study, ...state }); } catch (error) { return; }  // the filter says it
    if (number !== asked) return;  // something else was asked meanwhile
    const trialColumn = got.columns.findIndex((column) => column.name === 'trial');
    const focused = document.activeElement && body.contains(document.activeElement) ? document.activeElement.textContent : null;
    body.replaceChildren(element('table', { class: 'sortable' },
      element('thead', {}, element('tr', {}, ...got.columns.map(head))),
      element('tbody', {}, ...got.rows.map((row) => element('tr', {},
        ...got.columns.map((column, i) => cell(column, row[i], row[trialColumn])))))));
    if (focused) Array.from(body.querySelectorAll('th, a')).find((one) => one.textContent === focused)?.focus();
    const last = state.from + got.rows.length;
    where.textContent = got.count ? `${state.from + 1} to ${last} of ${got.count}` : 'no trial';
    before.disabled = state.from === 0;
    after.disabled = last >= got.count;
    files.replaceChildren('Download: ', ...['leaderboard', 'results'].flatMap((name, i) => [i ? ', ' : '',
      element('a', { href: `api/table?${query({ study, name, filter: state.filter })}`, download: `${name}.csv` }, `${name}.csv`)]));
  }

  return { whole, load, hear() { if (timer === null) timer = setTimeout(load, Math.max(0, next - performance.now())); },
    filter(text) { state.filter = text; state.from = 0; load(); } };
}
