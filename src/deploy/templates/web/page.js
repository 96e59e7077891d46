// The page: pictures of the camera, of photographs or of a video, with the boxes over them.
'use strict';

const at = id => document.getElementById(id);
const video = at('video'), picture = at('picture'), boxes = at('boxes');
const header = ['image_id', 'frame', 'time_s', 'x1', 'y1', 'x2', 'y2'].concat(model.findsFaces ? ['score'] : []);
const table = [header];  // what `Save the table of boxes` saves
let detector, running = 0;

function say(text, isError = false) {
  at('status').textContent = text;
  at('status').className = isError ? 'error' : '';
}

const counted = faces => `${faces.length} ${faces.length === 1 ? 'face' : 'faces'}`;

function draw(faces, width, height) {
  [boxes.width, boxes.height] = [width, height];
  const context = boxes.getContext('2d');
  context.strokeStyle = '#28dc3c';
  context.lineWidth = Math.max(2, width / 200);
  for (const [xmin, ymin, xmax, ymax] of faces) context.strokeRect(xmin, ymin, xmax - xmin, ymax - ymin);
}

/** The bytes of what a video, or a picture, shows. */
function pixelsOf(source, width, height) {
  [picture.width, picture.height] = [width, height];
  const context = picture.getContext('2d', {willReadFrequently: true});
  context.drawImage(source, 0, 0);
  return context.getImageData(0, 0, width, height);
}

async function findIn(source, width, height, name, frame, time_s) {
  const {faces, network_ms} = await detector.find(pixelsOf(source, width, height));
  draw(faces, width, height);
  for (const face of faces) {
    const numbers = face.map((value, i) => value.toFixed(i < 4 ? 2 : 4));
    table.push([name, frame, time_s, ...numbers]);
  }
  at('table').disabled = table.length === 1;
  return {faces, network_ms};
}

async function watch(name) {
  const mine = ++running;
  [video.hidden, picture.hidden] = [false, true];
  await video.play();
  const begun = performance.now();
  let frame = 0, network_ms = 0;
  while (mine === running && !video.ended) {
    if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) {
      const found = await findIn(video, video.videoWidth, video.videoHeight, name, frame, video.currentTime.toFixed(3));
      network_ms += found.network_ms;
      ++frame;
      const rate = 1000 * frame / (performance.now() - begun);
      say(`${counted(found.faces)}; ${rate.toFixed(1)} pictures a second, the network alone ` +
          `${(network_ms / frame).toFixed(2)} ms`);
    }
    await new Promise(requestAnimationFrame);
  }
}

function release() {
  ++running;
  for (const track of video.srcObject ? video.srcObject.getTracks() : []) track.stop();
  video.srcObject = null;
}

async function openCamera() {
  release();
  if (!navigator.mediaDevices) {
    return say('A browser gives its camera only to pages of this machine (http://localhost) or over https.', true);
  }
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({video: {facingMode: 'user'}});
  } catch (error) {
    return say(`There is no camera to use: ${error.message}`, true);
  }
  await watch('camera');
}

async function openFile(file) {
  release();
  if (file.type.startsWith('video/')) {
    video.src = URL.createObjectURL(file);
    return watch(file.name);
  }
  const bitmap = await createImageBitmap(file, {imageOrientation: 'from-image', colorSpaceConversion: 'none'});
  [video.hidden, picture.hidden] = [true, false];
  const {faces, network_ms} = await findIn(bitmap, bitmap.width, bitmap.height, file.name, '', '');
  say(`${counted(faces)} in ${file.name}; the network alone ${network_ms.toFixed(2)} ms`);
}

function saveTable() {
  const field = text => /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const text = table.map(row => row.map(value => field(String(value))).join(',') + '\n').join('');
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], {type: 'text/csv'}));
  link.download = 'boxes.csv';
  link.click();
}

async function openFiles(files) {
  for (const file of files) {
    try {
      await openFile(file);
    } catch (error) {
      say(`${file.name} cannot be used: ${error.message}`, true);
    }
  }
}

at('camera').addEventListener('click', openCamera);
at('file').addEventListener('change', event => openFiles(event.target.files));
at('table').addEventListener('click', saveTable);
Detector.load().then(loaded => {
  detector = loaded;
  say('Ready');
}).catch(error => say(`The model cannot be loaded: ${error.message}`, true));
