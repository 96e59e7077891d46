"""The network in ONNX Runtime: pip install onnxruntime."""
import os

import onnxruntime

import model_facts as model


class Network:
    def __init__(self, folder):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = model.THREADS  # as it was measured
        self.session = onnxruntime.InferenceSession(os.path.join(folder, model.MODEL_FILE), options,
                                                    providers=["CPUExecutionProvider"])

    def run(self, pixels):
        """float32 [1, 3, height, width] -> what the network puts out for this picture."""
        return self.session.run(None, {"input": pixels})[0][0]
