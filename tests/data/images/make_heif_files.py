#!/usr/bin/python3
"""Writes the HEIC and AVIF files of heif_decoder_test.cc, which also begin the fuzzing of images.

Run it in tests/fuzz/images/ with heif-enc (libheif-examples), avifenc (libavif-bin) and pillow-heif
(from PyPI, 1.8.1). The files are committed, so that the tests need no encoder. Most show four
quarters of 30 x 22 pixels: red, green / blue, white. The two called `larger` are pictures of 4608 x
4608 pixels whose header says 64 x 64.
"""
import pathlib
import struct
import subprocess
import tempfile
import zlib

import pillow_heif
from PIL import Image

WIDTH, HEIGHT = 60, 44
QUARTERS = [[(200, 40, 40), (40, 180, 40)], [(40, 40, 200), (230, 230, 230)]]


def png(path, width=WIDTH, height=HEIGHT, deep=False, alpha=False):
    """With `alpha` the right half is transparent."""
    rows = []
    for y in range(height):
        row = b"\0"
        for half, sample in enumerate(QUARTERS[2 * y // height]):
            if alpha:
                sample += (0 if half else 255,)
            row += (struct.pack(f">{len(sample)}H", *(v * 257 for v in sample)) if deep else bytes(sample)) * (width // 2)
        rows.append(row)
    header = struct.pack(">IIBBBBB", width, height, 16 if deep else 8, 6 if alpha else 2, 0, 0, 0)
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        for kind, content in ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows))), (b"IEND", b"")):
            body = kind + content
            file.write(struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body)))


def state_smaller_size(path):
    content = path.read_bytes()
    for at in [i for i in range(len(content)) if content.startswith(b"ispe", i)]:
        content = content[: at + 8] + struct.pack(">II", 64, 64) + content[at + 16 :]
    path.write_bytes(content)


def run(*command):
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    plain, deep, clear, wide, large = (folder / n for n in ("p.png", "d.png", "c.png", "w.png", "l.png"))
    exif = folder / "exif"
    png(plain)
    png(deep, deep=True)
    png(clear, alpha=True)
    png(wide, width=128, height=64)
    png(large, width=4608, height=4608)
    # Exif's orientation 6: to be turned clockwise, against what the container says.
    exif.write_bytes(b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0")

    run("heif-enc", "-q", "80", plain, "-o", "plain.heic")
    run("heif-enc", "-q", "80", "-b", "10", deep, "-o", "deep.heic")
    run("heif-enc", "-q", "80", clear, "-o", "alpha.heic")
    turned = Image.open(plain)
    turned_exif = turned.getexif()
    turned_exif[0x112] = 8  # is written as the container's: 90 degrees anticlockwise
    pillow_heif.register_heif_opener()
    turned.save("turned.heic", quality=80, exif=turned_exif.tobytes())
    turned_exif[0x112] = 2  # mirrored, left to right
    turned.save("mirrored.heic", quality=80, exif=turned_exif.tobytes())

    quality = ("-s", "6", "--min", "10", "--max", "20")
    run("avifenc", *quality, plain, "plain.avif")
    run("avifenc", *quality, "-d", "12", deep, "deep.avif")
    run("avifenc", *quality, clear, "alpha.avif")
    run("avifenc", *quality, "--irot", "1", "--exif", exif, plain, "turned.avif")
    run("avifenc", *quality, "-y", "400", plain, "grey.avif")
    run("avifenc", *quality, "--grid", "2x1", wide, "tiles.avif")
    run("avifenc", *quality, plain, plain, "sequence.avif")

    run("heif-enc", "-q", "10", large, "-o", "larger.heic")
    run("avifenc", "-s", "10", "--min", "60", "--max", "63", large, "larger.avif")
    for larger in ("larger.heic", "larger.avif"):
        state_smaller_size(pathlib.Path(larger))
