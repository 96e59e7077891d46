// SVG figures: their elements, and the box that names what the pointer is on.
function svg(tag, attributes, parent, text) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  if (parent) parent.append(element);
  return element;
}

function shortened(text, letters) {
  return text.length > letters ? `${text.slice(0, Math.max(1, letters - 1))}\u2026` : text;
}

const tip = document.createElement('div');
tip.id = 'tip';
document.body.append(tip);

function showTip(event, lines) {
  tip.replaceChildren(...lines.map((line) => {
    const element = document.createElement('div');
    element.textContent = line;
    return element;
  }));
  tip.classList.add('shown');
  const right = event.clientX + 18 + tip.offsetWidth > window.innerWidth;
  tip.style.left = `${right ? event.clientX - 14 - tip.offsetWidth : event.clientX + 14}px`;
  tip.style.top = `${Math.min(event.clientY + 14, window.innerHeight - tip.offsetHeight - 4)}px`;
}

function hideTip() { tip.classList.remove('shown'); }
