// From a picture to the faces in it: what goes into the network, and what its output means.
'use strict';

/** For each of `drawn` pixels: the stored pixel in front of it, the one behind it, and the weights of both of 2048. */
function taps(stored, drawn) {
  const result = [];
  for (let i = 0; i < drawn; ++i) {
    const at = Math.fround((i + 0.5) * (1 / (drawn / stored)) - 0.5);
    let low = Math.floor(at);
    let share = Math.fround(at - low);
    if (low < 0 || low >= stored - 1) {
      low = Math.min(Math.max(low, 0), stored - 1);
      share = 0;
    }
    result.push([low, Math.min(low + 1, stored - 1), Math.round((1 - share) * 2048), Math.round(share * 2048)]);
  }
  return result;
}

/** How large the picture is drawn in the network's input, from the top left corner. */
function place(width, height) {
  if (!model.keepsAspectRatio) return [model.inputWidth, model.inputHeight];
  const scale = Math.min(model.inputWidth / width, model.inputHeight / height);
  const side = (length, most) => Math.min(Math.max(Math.round(length * scale), 1), most);
  return [side(width, model.inputWidth), side(height, model.inputHeight)];
}

/**
 * Float32 [3, inputHeight, inputWidth] of an ImageData. It is resized bilinearly from the four nearest pixels, without
 * smoothing, in OpenCV's fixed-point arithmetic: what the network was trained on. (drawImage would smooth.)
 */
function networkInput(picture) {
  const [width, height] = place(picture.width, picture.height);
  const plane = model.inputWidth * model.inputHeight;
  const input = new Float32Array(3 * plane);
  const scaled = (value, channel) => (value / 255 - model.mean[channel]) / model.standardDeviation[channel];
  for (let channel = 0; channel < 3; ++channel) {
    input.fill(scaled(model.padding[channel], channel), channel * plane, (channel + 1) * plane);
  }
  const across = taps(picture.width, width), data = picture.data;
  taps(picture.height, height).forEach(([above, below, aboveWeight, belowWeight], y) => {
    across.forEach(([left, right, leftWeight, rightWeight], x) => {
      for (let channel = 0; channel < 3; ++channel) {
        const row = line => data[4 * (line * picture.width + left) + channel] * leftWeight +
                            data[4 * (line * picture.width + right) + channel] * rightWeight;
        const value = (((row(above) >> 4) * aboveWeight >> 16) + ((row(below) >> 4) * belowWeight >> 16) + 2) >> 2;
        input[channel * plane + y * model.inputWidth + x] = scaled(value, channel);
      }
    });
  });
  return input;
}

/** Intersection over union. */
function overlap(a, b) {
  const side = (low, high) => Math.max(0, Math.min(a[high], b[high]) - Math.max(a[low], b[low]));
  const area = box => (box[2] - box[0]) * (box[3] - box[1]);
  const shared = side(0, 2) * side(1, 3);
  return shared / (area(a) + area(b) - shared);
}

/** Non-maximum suppression: of faces that overlap much, the one with the highest score. */
function withoutDuplicates(faces) {
  const kept = [];
  for (const face of [...faces].sort((a, b) => b[4] - a[4])) {
    if (kept.length === model.mostFaces) break;
    if (!kept.some(better => overlap(better, face) > model.nmsIou)) kept.push(face);
  }
  return kept;
}

/** The network's output -> [xmin, ymin, xmax, ymax, score?] in pixels of the picture. */
function facesOf(rows, width, height, threshold) {
  const [drawnWidth, drawnHeight] = place(width, height);
  // The whole input, padding included, in pixels of the picture.
  const extent = [width * model.inputWidth / drawnWidth, height * model.inputHeight / drawnHeight];
  const length = model.findsFaces ? 5 : 4;
  const faces = [];
  for (let at = 0; at + length <= rows.length; at += length) {
    faces.push(Array.from(rows.slice(at, at + length), (value, i) =>
      i < 4 ? Math.min(Math.max(value * extent[i % 2], 0), i % 2 ? height : width) : value));
  }
  if (!model.findsFaces) return faces;
  return withoutDuplicates(faces.filter(face =>
    face[4] >= threshold && face[2] > face[0] && face[3] > face[1]));
}

class Detector {
  static async load() {
    ort.env.wasm.wasmPaths = new URL('runtime/', document.baseURI).href;
    ort.env.wasm.numThreads = 1;
    const detector = new Detector();
    detector.session = await ort.InferenceSession.create(model.modelFile, {executionProviders: ['wasm']});
    return detector;
  }

  /** {faces, network_ms} of an ImageData. */
  async find(picture, threshold = model.scoreThreshold) {
    const input = new ort.Tensor('float32', networkInput(picture), [1, 3, model.inputHeight, model.inputWidth]);
    const begun = performance.now();
    const outputs = await this.session.run({input});
    const network_ms = performance.now() - begun;
    return {faces: facesOf(outputs[model.output].data, picture.width, picture.height, threshold), network_ms};
  }
}
