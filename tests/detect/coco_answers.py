#!/usr/bin/env python3
"""Writes coco_answers.json: what pycocotools says about random faces and detections.

Needs pycocotools (2.0.11 wrote the file) and numpy; the tests only read the file. Coordinates are
quarters of pixels, so that areas are exact in either program. Among them are equal scores, IoUs of
just 0.5, 0.6 and 0.75, faces of just 32 x 32 and 96 x 96 pixels, crowds, an image with more than 100
detections, and images without faces or detections.

    python3 tests/detect/coco_answers.py
"""
import contextlib
import io
import json
import pathlib
import random

import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

IMAGES = 36
SIDES = (12, 20, 32, 40, 60, 80, 96, 120, 200)


def quarter(value):
    return round(value * 4) / 4


def random_box(rng):
    side = rng.choice(SIDES)
    x, y = quarter(rng.uniform(0, 400 - side)), quarter(rng.uniform(0, 400 - side))
    height = side if rng.random() < 0.5 else quarter(side * rng.uniform(1, 1.4))
    return [x, y, x + side, y + height]


def near(rng, box):
    """The box moved a little, or a part of it with a round IoU."""
    x0, y0, x1, y1 = box
    if rng.random() < 0.25:
        return [x0, y0, x1, y0 + (y1 - y0) * rng.choice((0.5, 0.75, 0.8, 1.0))]
    if rng.random() < 0.1:
        return [x0, y0, x0 + quarter((x1 - x0) * 0.6), y1]
    shake = 0.12 * (x1 - x0)
    return [quarter(side + rng.uniform(-shake, shake)) for side in box]


def score(rng, low, high):
    return round(rng.uniform(low, high) * 256) / 256


def random_image(rng, number):
    faces = [] if number % 9 == 4 else [random_box(rng) for _ in range(rng.randint(1, 8))]
    crowds = [random_box(rng) for _ in range(rng.choice((0, 0, 1, 2)))]
    detections = []
    for box in faces + crowds:
        for _ in range(rng.choice((0, 1, 1, 1, 2))):
            detections.append(near(rng, box) + [score(rng, 0.2, 1)])
    for _ in range(120 if number == 7 else rng.randint(0, 12)):
        detections.append(random_box(rng) + [score(rng, 0, 0.7)])
    rng.shuffle(detections)
    if number % 12 == 11:
        detections = []
    return {"faces": faces, "ignored": crowds, "detections": detections}


def xywh(box):
    return [box[0], box[1], box[2] - box[0], box[3] - box[1]]


def ground_truth(images):
    annotations = []
    for number, image in enumerate(images):
        for kind in ("faces", "ignored"):
            for box in map(xywh, image[kind]):
                annotations.append({"id": len(annotations) + 1, "image_id": number, "category_id": 1,
                                    "bbox": box, "area": box[2] * box[3],
                                    "iscrowd": int(kind == "ignored")})
    coco = COCO()
    coco.dataset = {"images": [{"id": i} for i in range(len(images))],
                    "categories": [{"id": 1, "name": "face"}], "annotations": annotations}
    coco.createIndex()
    return coco


def evaluate(images):
    coco = ground_truth(images)
    results = [{"image_id": number, "category_id": 1, "bbox": xywh(box), "score": box[4]}
               for number, image in enumerate(images) for box in image["detections"]]
    evaluation = COCOeval(coco, coco.loadRes(results), "bbox")
    evaluation.evaluate()
    evaluation.accumulate()
    evaluation.summarize()
    stats = evaluation.stats
    precisions = evaluation.eval["precision"][:, :, 0, 0, 2]  # [IoU, recall], all areas, 100
    return {"ap": stats[0], "ap50": stats[1], "ap75": stats[2], "ap_small": stats[3],
            "ap_medium": stats[4], "ap_large": stats[5], "recall_at_100": stats[8],
            "ap_by_iou": [float(np.mean(row)) for row in precisions]}


def main():
    rng = random.Random(19)
    images = [random_image(rng, number) for number in range(IMAGES)]
    with contextlib.redirect_stdout(io.StringIO()):
        expected = evaluate(images)
    path = pathlib.Path(__file__).with_name("coco_answers.json")
    rows = ",\n".join(json.dumps(image, separators=(",", ":")) for image in images)
    path.write_text('{"expected":%s,\n"images":[\n%s\n]}\n' % (json.dumps(expected), rows))


if __name__ == "__main__":
    main()
