"""run_models.py FOLDER: runs each NAME.param and NAME.bin in ncnn on NAME.in (float32 [3, height, width], its extents
in NAME.shape), and writes what comes out, as float32, to NAME.out."""
import pathlib
import sys

import ncnn
import numpy

for param in sorted(pathlib.Path(sys.argv[1]).glob("*.param")):
    name = param.with_suffix("")
    shape = [int(word) for word in name.with_suffix(".shape").read_text().split()]
    image = numpy.fromfile(name.with_suffix(".in"), numpy.float32).reshape(shape)
    net = ncnn.Net()
    net.opt.num_threads = 1
    for option in ("use_fp16_packed", "use_fp16_storage", "use_fp16_arithmetic", "use_bf16_storage"):
        setattr(net.opt, option, False)
    if net.load_param(str(param)) != 0 or net.load_model(str(name) + ".bin") != 0:
        sys.exit(f"{param}: ncnn does not load it")
    extractor = net.create_extractor()
    extractor.input("input", ncnn.Mat(image).clone())
    code, output = extractor.extract(sys.argv[2])
    if code != 0:
        sys.exit(f"{param}: ncnn fails with {code}")
    numpy.array(output).astype(numpy.float32).tofile(name.with_suffix(".out"))
