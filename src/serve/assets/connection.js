// How the page asks the server, and is told what is new.
'use strict';

const tokenKey = 'efs-token';
const link = document.getElementById('link');

function sayLink(state, text) {
  link.className = state;
  link.textContent = text;
}

// Asks for the token until the server takes it.
function logIn() {
  const dialog = document.getElementById('login');
  const field = document.getElementById('token');
  return new Promise((done) => {
    dialog.addEventListener('cancel', (event) => event.preventDefault());
    dialog.querySelector('form').onsubmit = async (event) => {
      event.preventDefault();
      const answer = await fetch('api/login', { method: 'POST', headers: { Authorization: `Bearer ${field.value}` } })
        .catch(() => null);
      if (answer && answer.ok) {
        sessionStorage.setItem(tokenKey, field.value);
        dialog.close();
        done();
      } else {
        document.getElementById('login-problem').textContent =
          answer ? 'The server does not take this token.' : 'The server does not answer.';
      }
    };
    if (!dialog.open) dialog.showModal();
    field.focus();
  });
}

const query = (values) => Object.entries(values).filter(([, value]) => value !== '' && value !== undefined && value !== null)
  .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');

// What the server says to api/NAME?QUERY, as JSON. Throws an Error with its message.
async function ask(name, values = {}, method = 'GET') {
  const token = sessionStorage.getItem(tokenKey);
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  const answer = await fetch(`api/${name}?${query(values)}`, { method, headers });
  if (answer.status === 401) {
    await logIn();
    return ask(name, values, method);
  }
  const json = await answer.json();
  if (!answer.ok) {
    const error = new Error(json.error || `the server answers ${answer.status}`);
    error.status = answer.status;
    throw error;
  }
  return json;
}

// Listens to api/events?QUERY: calls hear(json) for each event, also after the connection was lost. A page
// that is not looked at does not listen: a browser opens few connections to one server.
class Listener {
  constructor(values, event, hear) {
    Object.assign(this, { values, event, hear, source: null });
    this.look = () => document.hidden ? this.pause() : this.open();
    document.addEventListener('visibilitychange', this.look);
    this.look();
  }
  open() {
    if (this.source) return;
    this.source = new EventSource(`api/events?${query(this.values)}`);
    this.source.addEventListener(this.event, (event) => {
      sayLink('live', 'live');
      this.hear(JSON.parse(event.data));
    });
    this.source.onerror = () => {
      sayLink('lost', 'no connection');
      if (this.source.readyState !== EventSource.CLOSED) return;  // it tries again by itself
      this.pause();
      this.again = setTimeout(async () => {
        try { await ask('studies'); } catch (error) { /* not back yet */ }  // asks for the token, if need be
        if (!this.closed) this.look();
      }, 2000);
    };
  }
  pause() {
    if (this.source) this.source.close();
    this.source = null;
  }
  close() {
    this.closed = true;
    clearTimeout(this.again);
    document.removeEventListener('visibilitychange', this.look);
    this.pause();
  }
}
