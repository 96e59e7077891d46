#!/usr/bin/env python3
"""Finds faces in photographs, folders, videos and with a camera.

    python3 detect.py photo.jpg folder clip.mp4      prints a table of boxes
    python3 detect.py --out drawn photo.jpg          and draws them
    python3 detect.py /dev/video0 --frames 100       100 pictures of a camera
"""
import argparse
import csv
import os
import sys
import time

import numpy

import media
import model_facts as model
from network import Network


def place(width, height):
    """How wide and high the picture is drawn in the network's input, from the top left corner."""
    if not model.KEEPS_ASPECT_RATIO:
        return model.INPUT_WIDTH, model.INPUT_HEIGHT
    scale = min(model.INPUT_WIDTH / width, model.INPUT_HEIGHT / height)
    fit = lambda side, most: max(1, min(most, int(side * scale + 0.5)))
    return fit(width, model.INPUT_WIDTH), fit(height, model.INPUT_HEIGHT)


def network_input(picture):
    """[height, width, 3] bytes in RGB -> float32 [1, 3, INPUT_HEIGHT, INPUT_WIDTH]."""
    height, width = picture.shape[:2]
    drawn_width, drawn_height = place(width, height)
    pixels = numpy.empty((model.INPUT_HEIGHT, model.INPUT_WIDTH, 3), numpy.uint8)
    pixels[:] = model.PADDING
    pixels[:drawn_height, :drawn_width] = media.resize(picture, drawn_width, drawn_height)
    scaled = (pixels.astype(numpy.float32) / 255 - numpy.float32(model.MEAN)) / numpy.float32(model.STANDARD_DEVIATION)
    return numpy.ascontiguousarray(scaled.transpose(2, 0, 1)[None])


def overlap(box, others):
    """Intersection over union of one box with several."""
    low = numpy.maximum(box[:2], others[:, :2])
    high = numpy.minimum(box[2:4], others[:, 2:4])
    shared = numpy.prod(numpy.maximum(high - low, 0), axis=1)
    area = lambda boxes: numpy.prod(boxes[..., 2:4] - boxes[..., :2], axis=-1)
    return shared / (area(box) + area(others) - shared)


def without_duplicates(faces):
    """Non-maximum suppression: of faces that overlap much, the one with the highest score."""
    faces = faces[numpy.argsort(-faces[:, 4], kind="stable")]
    kept = []
    for face in faces:
        if len(kept) == model.MOST_FACES:
            break
        if not kept or overlap(face, numpy.array(kept)).max() <= model.NMS_IOU:
            kept.append(face)
    return numpy.array(kept).reshape(-1, 5)


def faces_of(output, width, height, threshold):
    """The network's output -> rows xmin ymin xmax ymax [score], in pixels of the picture."""
    rows = numpy.array(output, numpy.float64).reshape(-1, 5 if model.FINDS_FACES else 4)
    drawn_width, drawn_height = place(width, height)
    # The whole input, padding included, in pixels of the picture.
    extent_x = width * model.INPUT_WIDTH / drawn_width
    extent_y = height * model.INPUT_HEIGHT / drawn_height
    rows[:, [0, 2]] = (rows[:, [0, 2]] * extent_x).clip(0, width)
    rows[:, [1, 3]] = (rows[:, [1, 3]] * extent_y).clip(0, height)
    if not model.FINDS_FACES:
        return rows
    rows = rows[rows[:, 4] >= threshold]
    return without_duplicates(rows[(rows[:, 2] > rows[:, 0]) & (rows[:, 3] > rows[:, 1])])


def draw(picture, faces):
    """Frames of two pixels around the boxes."""
    height, width = picture.shape[:2]
    for xmin, ymin, xmax, ymax in faces[:, :4].round().astype(int):
        xmin, xmax = sorted((min(max(x, 0), width - 1) for x in (xmin, xmax)))
        ymin, ymax = sorted((min(max(y, 0), height - 1) for y in (ymin, ymax)))
        for inset in range(2):
            left, right = min(xmin + inset, xmax), max(xmax - inset, xmin)
            top, bottom = min(ymin + inset, ymax), max(ymax - inset, ymin)
            picture[[top, bottom], left:right + 1] = (40, 220, 60)
            picture[top:bottom + 1, [left, right]] = (40, 220, 60)


def arguments():
    parser = argparse.ArgumentParser(description="Finds faces in photographs, videos and with a camera.")
    parser.add_argument("inputs", nargs="+", metavar="INPUT",
                        help="a photograph, a folder, a video, or a camera: its number or /dev/video0")
    parser.add_argument("--csv", help="new file for the table of boxes, instead of the screen")
    parser.add_argument("--out", help="new folder for pictures and videos with the boxes drawn in")
    parser.add_argument("--threshold", type=float, default=model.SCORE_THRESHOLD,
                        help="lowest score of a face (default: %(default)s)")
    parser.add_argument("--frames", type=int, help="stop after so many pictures of each video or camera")
    return parser.parse_args()


def main():
    options = arguments()
    for path in (options.csv, options.out):
        if path and os.path.exists(path):
            raise media.Unusable(f"{path} exists; name a new file or folder")
    sources = [source for name in options.inputs for source in media.sources(name)]
    network = Network(os.path.dirname(os.path.abspath(__file__)))
    moves = any(source.moves for source in sources)
    table = open(options.csv, "x", newline="") if options.csv else sys.stdout
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(["image_id"] + ["frame", "time_s"] * moves + ["x1", "y1", "x2", "y2"]
                    + ["score"] * (model.FINDS_FACES))
    count, network_s, begun_s, failures = 0, 0.0, time.perf_counter(), 0
    for source in sources:
        drawn = media.Drawn(options.out, source) if options.out else None
        try:
            for frame, time_s, picture in source.pictures(options.frames):
                pixels = network_input(picture)
                started_s = time.perf_counter()
                output = network.run(pixels)
                network_s += time.perf_counter() - started_s
                count += 1
                faces = faces_of(output, picture.shape[1], picture.shape[0], options.threshold)
                place_in_time = ([frame, f"{time_s:.3f}"] if source.moves else ["", ""]) if moves else []
                for face in faces:
                    writer.writerow([source.name] + place_in_time + [f"{side:.2f}" for side in face[:4]]
                                    + [f"{score:.4f}" for score in face[4:]])
                if drawn:
                    draw(picture, faces)
                    drawn.add(picture)
        except media.Unusable as error:
            print(f"detect.py: {error}", file=sys.stderr)
            failures += 1
        finally:
            if drawn:
                drawn.close()
    table.flush()
    if count:
        whole_s = time.perf_counter() - begun_s
        print(f"{count} pictures in {whole_s:.2f} s: {count / whole_s:.1f} a second; "
              f"the network alone {1000 * network_s / count:.2f} ms", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except media.Unusable as error:
        sys.exit(f"detect.py: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # the reader of the table, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
