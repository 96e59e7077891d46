#!/usr/bin/env python3
"""Photographs without a face, cut from those with faces, for training and for counting false alarms.

  bench/faceless_parts.py --images photos --labels labels.txt --folds folds.txt --judge 8 --out FOLDER

Of each photograph the largest strip beside, above or below all its faces, if it is at least --side
pixels wide and high. Writes FOLDER/images (the photographs as links, and the parts), FOLDER/labels.txt
and FOLDER/folds.txt of both, and FOLDER/faceless.txt, the labels of the judged folds' parts alone. A part is
in its photograph's fold, and FOLDER/near-duplicates.txt says of which photograph it is one (to be added to
those that are known). The labels are in the format edgefacesearch; faces to ignore count as faces.
Needs Python with OpenCV.
"""
import argparse
import os
import pathlib
import sys

import cv2

from against_yunet import read_labels

MARGIN = 0.15  # of a face's box: hair and the error of the label


def faceless_strip(boxes, width, height):
    """x1 y1 x2 y2 of the largest strip that no face reaches into."""
    grown = [(x1 - MARGIN * (x2 - x1), y1 - MARGIN * (y2 - y1), x2 + MARGIN * (x2 - x1),
              y2 + MARGIN * (y2 - y1)) for x1, y1, x2, y2 in boxes]
    left, top = min(box[0] for box in grown), min(box[1] for box in grown)
    right, bottom = max(box[2] for box in grown), max(box[3] for box in grown)
    strips = [(0, 0, int(left), height), (int(right) + 1, 0, width, height), (0, 0, width, int(top)),
              (0, int(bottom) + 1, width, height)]
    return max(strips, key=lambda s: max(0, s[2] - s[0]) * max(0, s[3] - s[1]))


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    for option in ("images", "labels", "folds", "out"):
        parser.add_argument("--" + option, required=True)
    parser.add_argument("--judge", type=int, nargs="+", required=True, help="folds that are judged")
    parser.add_argument("--side", type=int, default=96, help="smallest side of a part, pixels")
    arguments = parser.parse_args()
    folds = dict(line.split() for line in open(arguments.folds, encoding="utf-8"))
    out = pathlib.Path(arguments.out)
    (out / "images").mkdir(parents=True)
    parts, judged, twins = [], [], []
    with open(out / "folds.txt", "w", encoding="utf-8") as fold_file:
        for name, boxes in read_labels(arguments.labels).items():
            photograph = (pathlib.Path(arguments.images) / name).resolve()
            link = out / "images" / name
            link.parent.mkdir(parents=True, exist_ok=True)
            os.symlink(photograph, link)
            fold_file.write(f"{name} {folds[name]}\n")
            image = cv2.imread(str(photograph))
            if not boxes:
                continue
            x1, y1, x2, y2 = faceless_strip(boxes, image.shape[1], image.shape[0])
            if min(x2 - x1, y2 - y1) < arguments.side:
                continue
            part = str(pathlib.Path("faceless") / pathlib.Path(name).with_suffix(".png"))
            (out / "images" / part).parent.mkdir(parents=True, exist_ok=True)
            cv2.imwrite(str(out / "images" / part), image[y1:y2, x1:x2])
            parts.append(f"# {part}\n")
            twins.append(f"{part} {name}\n")
            fold_file.write(f"{part} {folds[name]}\n")
            if int(folds[name]) in arguments.judge:
                judged.append(parts[-1])
    labels = pathlib.Path(arguments.labels).read_text(encoding="utf-8").rstrip("\n") + "\n"
    (out / "labels.txt").write_text(labels + "".join(parts), encoding="utf-8")
    (out / "faceless.txt").write_text("".join(judged), encoding="utf-8")
    (out / "near-duplicates.txt").write_text("".join(twins), encoding="utf-8")
    print(f"{len(twins)} parts, {len(judged)} of them in the judged folds")


if __name__ == "__main__":
    sys.exit(main())
