#!/usr/bin/env bash
# Installs the packages that the project needs and this Debian 12 lacks. If none is missing, it only
# asks dpkg.
#
#   tools/install_deps.sh          for building and running
#   tools/install_deps.sh tests    and for the tests, the lint and the fuzz targets
#   tools/install_deps.sh bench    and for the benchmarks: PyTorch and OpenCV for Python
#   tools/install_deps.sh deb      and for making Debian packages and trying them
#   tools/install_deps.sh agent    only for building efs-agent as static files, for ARM boards too
#   tools/install_deps.sh agent-test   and for running it here, on an emulated processor
#
# EFS_SKIP_DEPS=1 skips the installation: for other distributions, or with your own libtorch
# (cmake --preset release -DCMAKE_PREFIX_PATH=/path/to/libtorch).
# docs/dependencies.md says what each package is for.
set -euo pipefail

build_packages=(
  ca-certificates ccache clang cmake lld make ninja-build
  libcli11-dev libcpp-httplib-dev libdav1d-dev libde265-dev libfmt-dev libheif-dev libjpeg-dev libjs-chart.js libmuparser-dev libonnx-dev libopenblas0-openmp libopencv-dev libpng-dev libprotobuf-dev libpugixml-dev
  libsoci-dev libspdlog-dev libsqlite3-dev libssl-dev libtorch-dev libyaml-cpp-dev
  libpq-dev nlohmann-json3-dev protobuf-compiler
)
test_packages=(
  binutils clang-format clang-tidy ffmpeg fonts-dejavu-core g++ git iproute2
  libbenchmark-dev libclang-rt-dev libgmock-dev libgtest-dev
  postgresql python3-optuna python3-sklearn python3-venv
  munge qemu-user-static slurm-client slurmctld slurmd
)
agent_packages=(
  cmake dpkg-dev g++ g++-aarch64-linux-gnu g++-arm-linux-gnueabihf make
  libcli11-dev libfmt-dev libssl-dev libssl-dev:arm64 libssl-dev:armhf nlohmann-json3-dev
)
# The C++ library in the cross-compiler's root brings a different build of the C library than the
# one that libssl-dev:arm64 depends on; a program that gets parts of both hangs.
agent_test_packages=(libstdc++6:arm64 qemu-user-static)
# Programs, not packages, because node, npm and chromium often do not come from Debian.
test_programs=(chromium:chromium fish:fish node:nodejs npm:npm zsh:zsh)
agent_test_programs=(npm:npm)

level=${1:-build}
programs=()
case $level in
  build) wanted=("${build_packages[@]}") ;;
  tests)
    wanted=("${build_packages[@]}" "${test_packages[@]}")
    programs=("${test_programs[@]}")
    ;;
  bench) wanted=("${build_packages[@]}" python3-opencv python3-torch python3-torchvision
          libjemalloc2) ;;
  deb) wanted=("${build_packages[@]}" debootstrap dpkg-dev file) ;;
  agent) wanted=("${agent_packages[@]}") ;;
  agent-test)
    wanted=("${agent_packages[@]}" "${agent_test_packages[@]}")
    programs=("${agent_test_programs[@]}")
    ;;
  *)
    echo "install_deps.sh: unknown level '$level'; use 'build', 'tests', 'bench', 'deb', 'agent' or" \
      "'agent-test'" >&2
    exit 2
    ;;
esac

if [[ -n ${EFS_SKIP_DEPS:-} ]]; then
  exit 0
fi
if ! command -v dpkg-query >/dev/null; then
  echo "install_deps.sh: this is not Debian. Install the packages in docs/dependencies.md, then set" \
    "EFS_SKIP_DEPS=1." >&2
  exit 1
fi

# Lines "package installed"; there is no line for a package that dpkg does not know.
installed=$(dpkg-query -W \
  -f '${Package} ${db:Status-Status}\n${Package}:${Architecture} ${db:Status-Status}\n' \
  "${wanted[@]}" 2>/dev/null |
  awk '$2 == "installed" {print $1}' || true)
missing=()
for package in "${wanted[@]}"; do
  grep -qxF "$package" <<<"$installed" || missing+=("$package")
done
for entry in "${programs[@]}"; do
  command -v "${entry%%:*}" >/dev/null || missing+=("${entry#*:}")
done
if [[ ${#missing[@]} -eq 0 ]]; then
  exit 0
fi

as_root=()
if [[ $EUID -ne 0 ]]; then
  if ! command -v sudo >/dev/null; then
    echo "install_deps.sh: these packages are missing, and installing them needs root:" >&2
    echo "  apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi
as_root+=(env DEBIAN_FRONTEND=noninteractive)

echo "Installing ${#missing[@]} packages: ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# Prints the output only if the command fails.
run_quietly() {
  if ! "$@" >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    echo "install_deps.sh: failed: $*" >&2
    exit 1
  fi
}
if [[ $level == agent* ]]; then
  run_quietly "${as_root[@]}" dpkg --add-architecture arm64
  run_quietly "${as_root[@]}" dpkg --add-architecture armhf
fi
run_quietly "${as_root[@]}" apt-get update -q
run_quietly "${as_root[@]}" apt-get install -y -q --no-install-recommends "${missing[@]}"
