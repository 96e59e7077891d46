// Runs a model in ONNX Runtime and compares its output with the expected one.
//
//   node compare.mjs PACKAGES MODEL INPUT EXPECTED TOLERANCE
//
// PACKAGES: the folder that install.sh filled. INPUT and EXPECTED: raw little-endian float32.
// Exit code 0: the largest difference is at most TOLERANCE times the range of the expected values
// (the larger of max - min and max |value|).
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';

const [packages, model, inputPath, expectedPath, tolerance] = process.argv.slice(2);
const ort = createRequire(path.resolve(packages, 'package.json'))('onnxruntime-node');

function readFloats(file) {
  const bytes = readFileSync(file);
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}

const session = await ort.InferenceSession.create(
    model, {logSeverityLevel: 3, intraOpNumThreads: 1, interOpNumThreads: 1});
const side = Math.sqrt(readFloats(inputPath).length / 3);
const input = new ort.Tensor('float32', readFloats(inputPath), [1, 3, side, side]);
const outputs = await session.run({[session.inputNames[0]]: input});
const actual = outputs[session.outputNames[0]].data;
const expected = readFloats(expectedPath);

if (actual.length !== expected.length) {
  console.error(`${expected.length} values expected, ONNX Runtime gave ${actual.length}`);
  process.exit(1);
}
let difference = 0;
let low = Infinity;
let high = -Infinity;
for (let i = 0; i < expected.length; ++i) {
  difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
  low = Math.min(low, expected[i]);
  high = Math.max(high, expected[i]);
}
const range = Math.max(high - low, Math.abs(low), Math.abs(high));
console.log(`difference ${difference.toExponential(2)} on a range of ${range.toExponential(2)}`);
// Written so that a NaN fails.
if (!(difference <= Number(tolerance) * range)) {
  console.error(`ONNX Runtime computes another result: at most ${tolerance} of the range is allowed`);
  process.exit(1);
}
