"""The network in ncnn: pip install ncnn."""
import os

import ncnn
import numpy

import model_facts as model


class Network:
    def __init__(self, folder):
        param = os.path.join(folder, model.MODEL_FILE)
        self.net = ncnn.Net()
        self.net.opt.num_threads = model.THREADS  # as it was measured
        if self.net.load_param(param) != 0 or self.net.load_model(os.path.splitext(param)[0] + ".bin") != 0:
            raise RuntimeError(f"ncnn does not load {param} and its .bin")

    def run(self, pixels):
        """float32 [1, 3, height, width] -> what the network puts out for this picture."""
        extractor = self.net.create_extractor()
        extractor.input("input", ncnn.Mat(pixels[0]).clone())
        code, output = extractor.extract(model.OUTPUT)
        if code != 0:
            raise RuntimeError(f"ncnn fails with {code}")
        return numpy.array(output)
