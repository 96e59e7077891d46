// Elements that several views are made of. Texts of a study become text, never HTML.
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

const section = (id, heading, note, ...children) => element('section', { id }, element('h2', {}, heading),
  note ? element('p', { class: 'note' }, note) : null, ...children);

function card(value, what) {
  return element('div', { class: 'card' }, element('div', { class: 'value' }, value), element('div', { class: 'what' }, what));
}

const stateMark = (state) => element('span', { class: `state ${state}` }, state);

// As the report writes it: a count in short, a number with its digits.
function shown(value, decimals) {
  if (value === null || value === undefined) return '\u2013';
  if (typeof value !== 'number') return String(value);
  if (decimals > 0) return value.toFixed(decimals);
  if (decimals < 0) return digits(value, 6);
  if (value >= 1e9) return `${(value / 1e9).toFixed(2)} G`;
  if (value >= 1e6) return `${(value / 1e6).toFixed(2)} M`;
  return value >= 1e4 ? `${(value / 1e3).toFixed(1)} k` : String(value);
}

const ago = (seconds) => seconds < 2 ? 'now' : `${duration(Math.round(seconds))} ago`;
const clock = (unix) => new Date(unix * 1000).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const trialAddress = (study, trial) => `#/study/${study}/trial/${trial}`;

// "2 completed, 12 stopped"
const statesText = (states) => Object.entries(states).map(([state, count]) => `${count} ${state}`).join(', ');

function stateText(status) {
  if (status.done) return 'done';
  return status.running.length ? 'running' : 'waiting';
}

// A command with a button that copies it.
function commandLine(what, command) {
  const button = element('button', { type: 'button', onclick: async () => {
    try {
      await navigator.clipboard.writeText(command);
      button.textContent = 'Copied';
    } catch (error) {
      getSelection().selectAllChildren(line);
    }
  } }, 'Copy');
  const line = element('pre', {}, command);
  return element('div', {}, element('div', { class: 'note' }, what), element('div', { class: 'command' }, line, button));
}

// Charts in `place` are gone when it gets other content.
function forgetCharts(place) {
  for (const canvas of place.querySelectorAll('canvas')) {
    const chart = Chart.getChart(canvas);
    if (!chart) continue;
    charts.splice(charts.indexOf(chart), 1);
    chart.destroy();
  }
}
