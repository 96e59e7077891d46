// One study: its state, its running trials, the report's charts, the leaderboard, the log.
function statePart(live, control) {
  const status = live.status;
  const asked = ['', 'asked to pause', 'asked to stop'][live.command] || '';
  const state = stateText(status) + (asked && !status.done ? `, ${asked}` : '');
  const cards = [card(state, status.stages ? `stage ${status.stage} of ${status.stages}` : `stage ${status.stage}`),
    card(String(status.trial_count), `trials: ${statesText(status.trials)}`),
    card(String(status.epochs), `epochs, ${duration(Math.round(status.training_s))} of training`)];
  if (!status.done && status.time_left_s !== null) cards.push(card(duration(Math.round(status.time_left_s)), 'left, as far as can be told'));
  const budget = status.budget || {};
  if (budget.hours) cards.push(card(`${digits(budget.worked_hours, 3)} of ${budget.hours} h`, 'of the budget'));
  if (budget.epochs) cards.push(card(`${status.epochs} of ${budget.epochs}`, 'epochs of the budget'));
  if (budget.trials) cards.push(card(`${status.trial_count} of ${budget.trials}`, 'trials of the budget'));
  if (status.images_per_second > 0) cards.push(card(digits(status.images_per_second, 3), 'images a second, all workers together'));
  cards.push(card(duration(Math.round(status.age_s)), `since it was created; last written ${ago(status.idle_s)}`));
  return section('state', 'State', null, element('div', { class: 'cards' }, ...cards),
    ...status.targets_away.map((text) => element('p', { class: 'problem' }, text)), control);
}

// The curve so far, of the whole box's width when the target epoch is reached.
function sparkline(points, target) {
  const known = points.filter(([, value]) => value !== null);
  if (known.length < 2) return null;
  const heights = known.map(([, value]) => value);
  const low = Math.min(...heights), high = Math.max(...heights);
  const line = known.map(([epoch, value]) => `${(100 * epoch / Math.max(1, target)).toFixed(1)},${(38 - 34 * (value - low) / (high - low || 1)).toFixed(1)}`);
  const picture = svg('svg', { viewBox: '0 0 100 40', preserveAspectRatio: 'none', role: 'img',
    'aria-label': `from ${digits(heights[0], 3)} to ${digits(heights[heights.length - 1], 3)}` });
  svg('polyline', { points: line.join(' ') }, picture);
  return picture;
}

function runningPart(study, live) {
  const running = live.status.running;
  if (!running.length) return element('section', { id: 'running', hidden: true });
  const accuracy = live.status.accuracy;
  return section('running', `Running (${running.length})`, null, element('div', { class: 'runners' }, ...running.map((trial) => {
    const last = trial[`last_${accuracy}`];
    return element('article', { class: trial.silent ? 'runner silent' : 'runner', 'data-trial': trial.trial, 'data-epochs': trial.epochs },
      element('h3', {}, element('a', { href: trialAddress(study, trial.trial) }, `trial ${trial.trial}: ${trial.label}`)),
      sparkline(live.curves[trial.trial] || [], trial.target_epoch),
      element('progress', { value: trial.epochs, max: Math.max(1, trial.target_epoch), 'aria-label': 'epochs' }),
      element('div', {}, `stage ${trial.stage}, epoch ${trial.epochs} of ${trial.target_epoch}`,
        last !== null && last !== undefined ? `, ${shown(last, 4)}` : ''),
      element('div', { class: 'note' }, `${trial.worker || 'a worker'}${trial.slurm_job ? `, Slurm job ${trial.slurm_job} ${trial.slurm_state}` : ''}, `,
        `last sign of life ${ago(trial.heartbeat_age_s)}`, trial.silent ? ': silent' : ''));
  })));
}

function logPart(study, lines) {
  return section('log', 'Log', null, element('ol', { class: 'log', tabindex: 0, 'aria-label': 'Log, the latest line first' },
    ...lines.slice().reverse().map(([unix, trial, text]) => element('li', {}, element('time', {}, clock(unix)),
      element('a', { href: trialAddress(study, trial) }, `trial ${trial}`), ` ${text}`))));
}

function replacePart(place, made) {
  const old = document.getElementById(made.id);
  if (old) old.replaceWith(made);
  else place.append(made);
}

// The charts that the report has, drawn anew only where their data is another.
function makeCharts(study) {
  const whole = element('div', { id: 'charts' });
  const result = element('div', { id: 'recommended' });  // stands before the others
  const known = new Map([['result', { element: result, text: null, drawing: null }]]);
  let version = -1, next = 0, timer = null, filter = '', asked = 0, wanted = -1, loading = false;
  // Drawn when they come near the screen: thousands of points take their time.
  const near = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) drawPlace(known.get(entry.target.dataset.key));
  }, { rootMargin: '400px' });

  function drawPlace(place) {
    if (!place.drawing) return;
    const drawing = place.drawing;
    place.drawing = null;
    drawing();
    root.dataset.charts = charts.length;
  }

  function drawCharts(got) {
    data = { palette: got.palette, accuracy: got.accuracy };
    for (const chart of got.charts) data[chart.key] = chart.data;
    put('result', got.result, null);
    for (const chart of got.charts) put(chart.key, chart.html, chart);
    const nav = document.getElementById('sections');
    const links = [['leaderboard', 'Leaderboard'], ...got.charts.map((chart) => [chart.section, chart.link]), ['log', 'Log'], ['config', 'Configuration']];
    nav.replaceChildren(...links.filter(([id]) => document.getElementById(id)).map(([id, name]) =>
      element('a', { href: `#${id}`, onclick: (event) => { event.preventDefault(); document.getElementById(id).scrollIntoView(); } }, name)));
    performance.mark('shown');
  }

  function put(key, html, chart) {
    let place = known.get(key);
    if (!place) {
      place = { element: element('div', { 'data-key': key }), text: null, drawing: null };
      known.set(key, place);
      whole.append(place.element);
    }
    const text = html + JSON.stringify(chart && chart.data);
    if (text === place.text) return;
    place.text = text;
    forgetCharts(place.element);
    place.element.innerHTML = html;  // the report's own, with its texts escaped
    place.element.querySelectorAll('table.sortable').forEach(sortable);
    if (!chart || !drawings[key]) return;
    place.drawing = () => drawings[key](chart.data);
    near.unobserve(place.element);  // it is told anew whether that is near
    near.observe(place.element);
  }

  async function load() {
    const number = ++asked;
    clearTimeout(timer);
    timer = null;
    loading = true;
    try {
      const got = await ask('charts', { study, filter });
      if (number !== asked) return null;
      version = got.version;
      next = performance.now() + 1000 * got.rest_s;
      drawCharts(got);
      return null;
    } catch (error) {
      return number === asked ? error : null;
    } finally {
      if (number === asked) {
        loading = false;
        if (wanted > version) later();
      }
    }
  }
  function later() {
    if (timer === null) timer = setTimeout(load, Math.max(0, next - performance.now()));
  }
  return { whole, result, load, filter(text) { filter = text; return load(); },
    hear(now) { wanted = now; if (!loading && now !== version) later(); },
    close() { clearTimeout(timer); near.disconnect(); } };
}

function controlPart(study) {
  const says = element('span', { role: 'status' });
  const button = (word, name) => element('button', { type: 'button', onclick: async () => {
    try {
      await ask('command', { study, do: word }, 'POST');
      says.textContent = `${name}: asked`;
    } catch (error) {
      says.textContent = error.message;
    }
  } }, name);
  return element('p', { class: 'row', style: 'margin: 14px 0 0' }, button('pause', 'Pause'), button('resume', 'Resume'), button('stop', 'Stop'), says);
}

function showStudy(place, study, allowsControl) {
  const charts = makeCharts(study);
  const board = makeLeaderboard(study);
  const control = allowsControl ? controlPart(study) : null;
  const rest = element('div');
  let best = null, first = true, tellPictures;
  let pictures = new Promise((tell) => { tellPictures = tell; });

  const problem = element('p', { class: 'problem', role: 'alert' });
  const say = (error) => { problem.textContent = error ? error.message : ''; };
  const field = element('input', { type: 'search', id: 'filter', placeholder: 'resnet state=completed latency_ms<2 val_iou>=0.8', spellcheck: 'false' });
  let typing = null;
  field.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(async () => {
      const error = await charts.filter(field.value);
      say(error);
      if (!error) board.filter(field.value);
    }, 300);
  });
  const filter = section('filter-part', 'Filter', 'For all charts and the leaderboard: words of the name, or conditions such as latency_ms<2.',
    element('div', { class: 'row' }, element('label', { for: 'filter' }, 'Trials'), field), problem);
  place.replaceChildren();

  async function loadRest() {
    try {
      const got = await ask('sections', { study });
      tellPictures(got.pictures);
      pictures = Promise.resolve(got.pictures);
      rest.innerHTML = got.pictures + got.ruled_out + got.config;  // the report's own, with its texts escaped
      rest.querySelectorAll('table.sortable').forEach(sortable);
    } catch (error) { /* the state says it */ }
  }

  function hear(live) {
    if (live.error) {
      replacePart(place, section('state', 'State', null, element('p', { class: 'problem', role: 'alert' }, live.error)));
      return;
    }
    document.title = `${live.status.study} - EdgeFaceSearch`;
    document.getElementById('title').textContent = live.status.study;
    document.getElementById('subtitle').textContent = live.status.folder;
    replacePart(place, statePart(live, control));
    if (first) place.append(charts.result);
    replacePart(place, runningPart(study, live));
    if (first) place.append(filter, charts.whole, board.whole);
    replacePart(place, logPart(study, live.log));
    if (first) place.append(rest);
    const now = live.status.best ? `${live.status.best.trial} ${live.status.done}` : '';
    if (first || now !== best) loadRest();
    best = now;
    if (first) charts.load().then(say);
    else charts.hear(live.version);
    if (first) board.load();
    else board.hear();
    first = false;
    root.dataset.version = live.version;
  }
  openTrial = (trial) => { location.hash = trialAddress(study, trial); };
  const listener = new Listener({ study }, 'study', hear);
  return { close() { listener.close(); charts.close(); forgetCharts(place); openTrial = null; },
    trial(number) { showTrial(study, number, pictures, () => { if (location.hash.includes('/trial/')) location.hash = `#/study/${study}`; }); } };
}
