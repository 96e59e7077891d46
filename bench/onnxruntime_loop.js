// A minimal loop around ONNX Runtime, by its own binding for Node.js: for each line that it reads, it runs
// for SECONDS and prints the median, ms.
//   node bench/onnxruntime_loop.js FOLDER_OF_NODE_MODULES MODEL SIDE SECONDS
const [folder, model, side, seconds] = process.argv.slice(2);
const ort = require(require('path').resolve(folder, 'node_modules/onnxruntime-node'));

(async () => {
  const session = await ort.InferenceSession.create(model,
    { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential' });
  const count = 3 * side * side;
  const inputs = [0, 1, 2, 3].map(() => new ort.Tensor('float32',
    Float32Array.from({ length: count }, () => 2 * Math.random() - 1), [1, 3, +side, +side]));
  const now = () => Number(process.hrtime.bigint()) * 1e-6;
  for await (const _ of require('readline').createInterface({ input: process.stdin })) {
    const times = [];
    const warmUntil = now() + 300, end = warmUntil + 1000 * seconds;
    for (let run = 0; now() < end || times.length < 50; ++run) {
      const start = now();
      await session.run({ input: inputs[run % 4] });
      if (start > warmUntil) times.push(now() - start);
    }
    times.sort((a, b) => a - b);
    console.log(times[times.length >> 1]);
  }
})();
