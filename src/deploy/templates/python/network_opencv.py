"""The network in OpenCV's dnn module."""
import os

import cv2

import model_facts as model


class Network:
    def __init__(self, folder):
        cv2.setNumThreads(model.THREADS)  # as it was measured
        self.net = cv2.dnn.readNetFromONNX(os.path.join(folder, model.MODEL_FILE))

    def run(self, pixels):
        """float32 [1, 3, height, width] -> what the network puts out for this picture."""
        self.net.setInput(pixels)
        return self.net.forward()[0]
