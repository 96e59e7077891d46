#!/bin/sh -e
# Puts ONNX Runtime's WebAssembly into runtime/, once; the page then needs nothing from the network.
cd "$(dirname "$0")"
rm -rf runtime.new
mkdir runtime.new
npm pack --silent --pack-destination runtime.new "onnxruntime-web@${1:-1}" >/dev/null
tar -xzf runtime.new/*.tgz -C runtime.new
mkdir -p runtime
cp runtime.new/package/dist/ort.wasm.min.js runtime.new/package/dist/ort-wasm-simd-threaded.wasm \
  runtime.new/package/dist/ort-wasm-simd-threaded.mjs runtime/
rm -rf runtime.new
