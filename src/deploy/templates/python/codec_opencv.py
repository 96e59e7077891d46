"""Pictures and videos with OpenCV: pip install opencv-python, or apt install python3-opencv."""
import cv2


class Unusable(Exception):
    """An input or output that cannot be used; says which one and why."""


def resize(picture, width, height):
    """Bilinearly from the four nearest pixels, without smoothing: what the network was trained on."""
    return cv2.resize(picture, (width, height), interpolation=cv2.INTER_LINEAR)


def read_photograph(path):
    """[height, width, 3] bytes in RGB, upright as the photograph's metadata say."""
    picture = cv2.imread(path)
    if picture is None:
        raise Unusable(f"{path} is no photograph that OpenCV reads")
    return cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)


def write_photograph(path, picture):
    if not cv2.imwrite(path, cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)):
        raise Unusable(f"{path} cannot be written")


class Video:
    """Pictures of a video or a camera. `rate`: a second; `expected`: how many, or 0."""

    def __init__(self, name, is_camera):
        number = name[len("/dev/video"):]
        self.capture = cv2.VideoCapture(int(number) if is_camera and number.isdigit() else name)
        if not self.capture.isOpened():
            raise Unusable(f"camera {name} cannot be opened; `ls /dev/video*` lists cameras" if is_camera
                           else f"{name} is no video that OpenCV reads")
        self.rate = self.capture.get(cv2.CAP_PROP_FPS) or 25.0
        self.expected = 0 if is_camera else int(self.capture.get(cv2.CAP_PROP_FRAME_COUNT))

    def __iter__(self):
        while True:
            there, picture = self.capture.read()
            if not there:
                return
            yield cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.capture.release()


class VideoWriter:
    def __init__(self, path, width, height, rate=25.0):
        self.writer = cv2.VideoWriter(path, cv2.VideoWriter_fourcc(*"mp4v"), rate, (width, height))
        if not self.writer.isOpened():
            raise Unusable(f"{path} cannot be written: this OpenCV writes no MP4 videos")

    def add(self, picture):
        self.writer.write(cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))

    def close(self):
        self.writer.release()
