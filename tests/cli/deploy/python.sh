#!/usr/bin/env bash
# python.sh FOLDER: a Python in FOLDER with the runtimes that deployed programs use, as their README says.
set -euo pipefail
folder=${1:?folder}
wanted="numpy==2.2.6 onnxruntime==1.23.2 opencv-python-headless==4.12.0.88 ncnn pillow"
if [[ -e $folder/wanted && $(<"$folder/wanted") == "$wanted" ]]; then exit 0; fi
rm -rf "$folder"
python3 -m venv "$folder"
# shellcheck disable=SC2086  # words
"$folder/bin/pip" install -q --disable-pip-version-check $wanted
echo "$wanted" >"$folder/wanted"
