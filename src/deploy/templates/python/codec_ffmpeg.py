"""Photographs with Pillow, videos and cameras with the program ffmpeg: pip install pillow, apt install ffmpeg."""
import json
import shutil
import subprocess

import numpy
from PIL import Image, ImageOps


class Unusable(Exception):
    """An input or output that cannot be used; says which one and why."""


def taps(stored, drawn):
    """For each of `drawn` pixels: the two stored pixels that it lies between, and their weights of 2048."""
    at = ((numpy.arange(drawn) + 0.5) * (1 / (drawn / stored)) - 0.5).astype(numpy.float32)
    low = numpy.floor(at).astype(int)
    share = at - low
    share[(low < 0) | (low >= stored - 1)] = 0
    low = low.clip(0, stored - 1)
    second = numpy.rint(share * 2048).astype(numpy.int32)
    return low, (low + 1).clip(0, stored - 1), numpy.rint((1 - share) * 2048).astype(numpy.int32), second


def resize(picture, width, height):
    """Bilinearly from the four nearest pixels, without smoothing, in OpenCV's fixed-point arithmetic: what the
    network was trained on."""
    left, right, left_weight, right_weight = taps(picture.shape[1], width)
    above, below, above_weight, below_weight = taps(picture.shape[0], height)

    def row_sums(rows):
        stored = picture[rows].astype(numpy.int32)
        return stored[:, left] * left_weight[:, None] + stored[:, right] * right_weight[:, None]

    weighted = lambda rows, weight: (weight[:, None, None] * (row_sums(rows) >> 4)) >> 16
    return ((weighted(above, above_weight) + weighted(below, below_weight) + 2) >> 2).astype(numpy.uint8)


def run(program, words, **options):
    if not shutil.which(program):
        raise Unusable(f"{program} is not installed; sudo apt install ffmpeg")
    return subprocess.Popen([program, "-v", "error", *words], **options)


# Pictures as a row of PPM files, with accurate colours.
AS_PPM = ["-vsync", "0", "-sws_flags", "bicubic+accurate_rnd+full_chroma_int", "-f", "image2pipe", "-c:v", "ppm", "-"]


def read_ppm(stream):
    """The next picture, or None at the end or where it is cut off."""
    if stream.readline() != b"P6\n":
        return None
    width, height = (int(word) for word in stream.readline().split())
    stream.readline()  # 255
    data = stream.read(3 * width * height)
    if len(data) < 3 * width * height:
        return None
    return numpy.frombuffer(data, numpy.uint8).reshape(height, width, 3).copy()


def read_photograph(path):
    """[height, width, 3] bytes in RGB, upright as the photograph's metadata say. Pillow unpacks JPEG files with libjpeg,
    as OpenCV does; ffmpeg's grey levels differ by one or two, which moves boxes."""
    try:
        return numpy.array(ImageOps.exif_transpose(Image.open(path)).convert("RGB"))
    except (OSError, Image.DecompressionBombError) as error:
        raise Unusable(f"{path} is no photograph that Pillow reads: {error}") from None


def write_photograph(path, picture):
    try:
        Image.fromarray(picture).save(path, quality=95)
    except (OSError, ValueError) as error:
        raise Unusable(f"{path} cannot be written: {error}") from None


class Video:
    """Pictures of a video or a camera. `rate`: a second; `expected`: how many, or 0."""

    def __init__(self, name, is_camera):
        self.name, self.rate, self.expected = name, 25.0, 0
        source = ["-f", "v4l2"] * is_camera + ["-i", name if is_camera else "file:" + name]
        if not is_camera:
            self.read_facts()
        self.program = run("ffmpeg", [*source, *AS_PPM], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE if is_camera else subprocess.DEVNULL)
        self.is_camera = is_camera

    def read_facts(self):
        probe = run("ffprobe", ["-select_streams", "v:0", "-show_entries", "stream=avg_frame_rate,nb_frames",
                                "-of", "json", "file:" + self.name], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        out, said = probe.communicate()
        streams = json.loads(out or "{}").get("streams", [])
        if not streams:
            raise Unusable(f"{self.name} is no video that ffmpeg reads: {said.decode(errors='replace').strip()}")
        above, below = (float(word) for word in (streams[0].get("avg_frame_rate", "0/0") + "/1").split("/")[:2])
        self.rate = above / below if above > 0 and below > 0 else 25.0
        self.expected = int(streams[0].get("nb_frames", 0))

    def __iter__(self):
        first = True
        while (picture := read_ppm(self.program.stdout)) is not None:
            first = False
            yield picture
        if first and self.is_camera:
            said = self.program.stderr.read().decode(errors="replace").strip()
            raise Unusable(f"camera {self.name} cannot be opened ({said}); `ls /dev/video*` lists cameras")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.program.kill()
        self.program.wait()


def raw_pictures(width, height, rate):
    return ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", str(rate), "-i", "-"]


class VideoWriter:
    def __init__(self, path, width, height, rate=25.0):
        # H.264 has half as many colours as pixels in each direction.
        even = ["-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-pix_fmt", "yuv420p"]
        self.path = path
        self.program = run("ffmpeg", ["-n", *raw_pictures(width, height, rate), *even, "file:" + path],
                           stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)

    def add(self, picture):
        try:
            self.program.stdin.write(picture.tobytes())
        except BrokenPipeError:
            raise Unusable(f"{self.path} cannot be written") from None

    def close(self):
        self.program.stdin.close()
        self.program.wait()
