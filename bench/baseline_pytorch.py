#!/usr/bin/python3
"""Whole epochs of a plain PyTorch loop, by the method of the original project.

Contiguous float32, Adam, SmoothL1 in pixels image by image, every image decoded and resized in
every epoch. Prints one JSON object, as bench_epoch does for the same arguments. Needs Debian's
python3-torch and python3-torchvision.
"""
import argparse
import json
import random
import time

import torch
import torchvision
from PIL import Image
from torchvision.transforms import functional

MEAN = [0.485, 0.456, 0.406]
DEVIATION = [0.229, 0.224, 0.225]


def read_labels(path):
    """(name, box) of the images with one face; lines '# name', then 'xmin ymin xmax ymax'."""
    images = []
    for line in open(path, encoding="utf-8"):
        if line.startswith("#"):
            images.append((line[1:].strip(), []))
        elif line.strip():
            images[-1][1].append([float(value) for value in line.split()])
    return [(name, boxes[0]) for name, boxes in images if len(boxes) == 1]


def backbone(name):
    """The convolutional part of torchvision's network, and its number of channels."""
    model = torchvision.models.get_model(name, weights=None)
    if hasattr(model, "features"):
        features = model.features
    elif hasattr(model, "trunk_output"):
        features = torch.nn.Sequential(model.stem, model.trunk_output)
    elif hasattr(model, "layers"):
        features = model.layers
    else:  # ResNet and ShuffleNet: without pooling and classifier
        kept = [m for n, m in model.named_children() if n not in ("avgpool", "fc")]
        features = torch.nn.Sequential(*kept)
    channels = features.eval()(torch.zeros(1, 3, 96, 96)).shape[1]
    return features, channels


class Detector(torch.nn.Module):
    def __init__(self, name):
        super().__init__()
        self.features, channels = backbone(name)
        self.head = torch.nn.Sequential(
            torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten(),
            torch.nn.Linear(channels, channels // 2), torch.nn.ReLU(),
            torch.nn.Linear(channels // 2, 4))

    def forward(self, images):
        return self.head(self.features(images))


class Faces(torch.utils.data.Dataset):
    def __init__(self, folder, rows, side):
        self.folder, self.rows, self.side = folder, rows, side

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, index):
        name, box = self.rows[index]
        image = Image.open(f"{self.folder}/{name}").convert("RGB")
        scale = torch.tensor([self.side / image.width, self.side / image.height] * 2)
        image = image.resize((self.side, self.side), Image.BILINEAR)
        tensor = functional.normalize(functional.to_tensor(image), MEAN, DEVIATION)
        return tensor, torch.tensor(box) * scale


def loss_of(predicted, boxes):
    """Image by image, as the original does."""
    loss = 0.0
    for one, box in zip(predicted, boxes):
        loss = loss + torch.nn.functional.smooth_l1_loss(one, box)
    return loss / len(boxes)


def run_epoch(model, optimizer, train, validation):
    start = time.perf_counter()
    model.train()
    for images, boxes in train:
        optimizer.zero_grad()
        loss = loss_of(model(images), boxes)
        loss.backward()
        optimizer.step()
        loss.item()
    model.eval()
    with torch.no_grad():
        for images, boxes in validation:
            loss_of(model(images), boxes).item()
    return time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", required=True)
    parser.add_argument("--labels", required=True)
    parser.add_argument("--arch", default="resnet18")
    parser.add_argument("--input", type=int, default=96)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--warm-up", type=int, default=1)
    arguments = parser.parse_args()

    torch.manual_seed(1)
    torch.set_num_threads(arguments.threads)
    rows = read_labels(arguments.labels)
    random.Random(1).shuffle(rows)
    count = round(0.2 * len(rows))  # validates, as in efs
    sets = [Faces(arguments.images, part, arguments.input) for part in (rows[count:], rows[:count])]
    train = torch.utils.data.DataLoader(sets[0], batch_size=arguments.batch, shuffle=True,
                                        drop_last=len(sets[0]) % arguments.batch == 1)
    validation = torch.utils.data.DataLoader(sets[1], batch_size=arguments.batch)
    model = Detector(arguments.arch)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    seconds = [run_epoch(model, optimizer, train, validation)
               for _ in range(arguments.warm_up + arguments.epochs)][arguments.warm_up:]
    print(json.dumps({
        "program": f"PyTorch {torch.__version__}, torchvision {torchvision.__version__}",
        "train_images": len(sets[0]), "validation_images": len(sets[1]), "precision": "fp32",
        "threads": arguments.threads,
        "images_per_second": [len(sets[0]) / value for value in seconds]}))


if __name__ == "__main__":
    main()
