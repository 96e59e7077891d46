"""What a program reads faces from, and where it draws them: photographs, folders, videos, cameras."""
import os
import time

import codec
from codec import Unusable, resize  # noqa: F401  (for detect.py)

PHOTOGRAPHS = (".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp")
VIDEOS = (".avi", ".m4v", ".mjpeg", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".ts", ".webm", ".y4m")


class Source:
    """A photograph, a video or a camera. `shown`: its path below the folder that was named."""

    def __init__(self, name, kind, shown=None):
        self.name, self.kind, self.moves = name, kind, kind != "photograph"
        self.shown = shown or (name.replace("/", "_").strip("_") + ".mp4" if kind == "camera"
                               else os.path.basename(name))

    def pictures(self, most=None):
        """Yields the number of each picture, its time in seconds, and [height, width, 3] bytes in RGB."""
        if self.kind == "photograph":
            yield 0, 0.0, codec.read_photograph(self.name)
            return
        begun_s, count = time.monotonic(), 0
        with codec.Video(self.name, self.kind == "camera") as video:
            for picture in video:
                time_s = count / video.rate if self.kind == "video" else time.monotonic() - begun_s
                yield count, time_s, picture
                count += 1
                if count == most:
                    return
        if self.kind == "camera":
            raise Unusable(f"camera {self.name} ended after {count} pictures; is it still connected?")
        if count == 0:
            raise Unusable(f"{self.name} has no picture that can be read; play it to see whether it is whole")
        if video.expected and count < video.expected:
            raise Unusable(f"{self.name} ends in the middle, after {count} of {video.expected} pictures; "
                           "those are in the table")


class Drawn:
    """Writes pictures of a source below a folder: a photograph, or a video."""

    def __init__(self, folder, source):
        name = source.shown
        if source.moves and not name.lower().endswith(".mp4"):
            name = os.path.splitext(name)[0] + ".mp4"
        self.path, self.source, self.writer = os.path.join(folder, name), source, None
        if os.path.exists(self.path):
            raise Unusable(f"{self.path} would be written twice: two inputs have this name")
        os.makedirs(os.path.dirname(self.path), exist_ok=True)

    def add(self, picture):
        if not self.source.moves:
            codec.write_photograph(self.path, picture)
            return
        if self.writer is None:
            self.writer = codec.VideoWriter(self.path, picture.shape[1], picture.shape[0])
        self.writer.add(picture)

    def close(self):
        if self.writer:
            self.writer.close()


def sources(name):
    """All that a name on the command line stands for."""
    if name.isdigit() or name.startswith("/dev/video"):
        return [Source(f"/dev/video{name}" if name.isdigit() else name, "camera")]
    if os.path.isdir(name):
        found = [os.path.join(folder, file) for folder, _, files in os.walk(name) for file in files
                 if file.lower().endswith(PHOTOGRAPHS) and not file.startswith(".")]
        if not found:
            raise Unusable(f"{name} has no photographs ({' '.join(PHOTOGRAPHS)})")
        return [Source(path, "photograph", os.path.relpath(path, name)) for path in sorted(found)]
    if not os.path.exists(name):
        raise Unusable(f"{name} is not there")
    return [Source(name, "video" if name.lower().endswith(VIDEOS) else "photograph")]
