# Short commands for building and testing; `make help` lists them.
# Each target installs missing packages (Debian 12; EFS_SKIP_DEPS=1 skips this).

# A unit that includes libtorch takes up to 1.2 GB to compile.
JOBS ?= $(shell awk -v cores=$$(nproc) '/MemAvailable/ \
  {fit = int($$2 / 1500000); print fit < 1 ? 1 : fit < cores ? fit : cores}' /proc/meminfo)
FUZZ_SECONDS ?= 30
PREFIX ?= /usr/local
# Of the last commit: the same build makes the same packages.
SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || echo 0)

.PHONY: help build install deb image test-image release test-deb build-tests test test-fast test-debian13 agents agent-aarch64 test-agent-aarch64 demo asan \
  asan-torch-free fuzz tidy format format-check bench clean

help: ## lists the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

build: ## builds the program, build/release/efs
	tools/install_deps.sh
	cmake --preset release -DEFS_TESTS=OFF -DEFS_BENCH=OFF
	cmake --build --preset release -j $(JOBS)

install: build ## installs the program: make install PREFIX=/usr/local
	cmake --install build/release --prefix $(PREFIX)

deb: build ## makes the Debian packages efs and efs-agent in dist/
	tools/install_deps.sh deb
	rm -f dist/efs_*.deb dist/efs-agent_*.deb dist/efs-*-oci.tar
	SOURCE_DATE_EPOCH=$(SOURCE_DATE_EPOCH) cpack --config build/release/CPackConfig.cmake -B dist
	rm -rf dist/_CPack_Packages

image: deb ## makes an OCI image with the package in it, dist/efs-VERSION-oci.tar
	SOURCE_DATE_EPOCH=$(SOURCE_DATE_EPOCH) tools/image.sh dist/efs_*.deb dist

test-image: image ## uses the image's program in a chroot
	tools/test_image.sh dist/efs-*-oci.tar

release: ## makes everything of a release from its tag, in dist/VERSION with SHA256SUMS
	tools/release.sh $(JOBS)

test-deb: deb ## installs the packages in a fresh root of this Debian release, and uses them there
	tools/test_deb.sh $$(. /etc/os-release && echo $$VERSION_CODENAME) dist/*.deb

build-tests:
	tools/install_deps.sh tests
	cmake --preset release -DEFS_TESTS=ON -DEFS_BENCH=ON
	cmake --build --preset release -j $(JOBS)

test: build-tests ## builds everything and runs all tests
	ctest --preset release -j $(JOBS)

test-fast: build-tests ## builds everything and runs the tests that take seconds
	ctest --preset release -j $(JOBS) -L fast

test-debian13: ## the same in a separate Debian 13 root, with the ONNX Runtime of that release
	tools/test_debian13.sh

agents: ## builds efs-agent as one static file each for x86_64, aarch64 and armhf: dist/efs-agent-*.tar.gz
	tools/install_deps.sh agent
	SOURCE_DATE_EPOCH=$(SOURCE_DATE_EPOCH) tools/agent_archives.sh dist $(JOBS)

agent-aarch64: ## builds efs-agent for 64-bit ARM boards, one static file: build/agent-aarch64/efs-agent
	tools/install_deps.sh agent
	tools/agent_sources.sh build/agent-sources
	cd agent && cmake --preset agent-aarch64
	cmake --build build/agent-aarch64 -j $(JOBS)

test-agent-aarch64: agent-aarch64 ## measures through efs-agent on an emulated 64-bit ARM processor
	tools/install_deps.sh agent-test
	cd agent && cmake --preset agent-aarch64-linked
	cmake --build build/agent-aarch64-linked -j $(JOBS)
	test -x build/release/efs || $(MAKE) build
	tools/test_agent_aarch64.sh

demo: build ## runs a search on drawn faces, under 10 minutes on 2 cores
	tools/demo.sh

asan: ## runs all tests under AddressSanitizer and UndefinedBehaviorSanitizer
	tools/install_deps.sh tests
	cmake --preset asan
	cmake --build --preset asan -j $(JOBS)
	ctest --preset asan -j $(JOBS)

asan-torch-free: ## the same for the programs without libtorch: minutes, not an hour
	tools/install_deps.sh tests
	cmake --preset asan
	cmake --build --preset asan -j $(JOBS) --target torch_free_tests
	ctest --preset asan -j $(JOBS) -L torch_free

fuzz: ## runs each fuzz target for FUZZ_SECONDS
	tools/install_deps.sh tests
	cmake --preset asan
	cmake --build --preset asan -j $(JOBS) --target fuzz_targets
	tools/fuzz.sh build/asan $(FUZZ_SECONDS)

tidy: build-tests ## runs clang-tidy; every finding is an error
	tools/tidy.sh build/release

format: ## formats the sources with clang-format
	tools/install_deps.sh tests
	tools/sources.sh | xargs -0 clang-format -i

format-check: ## fails if clang-format would change something
	tools/install_deps.sh tests
	tools/sources.sh | xargs -0 clang-format --dry-run --Werror

bench: build-tests ## runs the benchmarks and writes their results to docs/performance.md
	tools/install_deps.sh bench
	tools/bench.sh

clean: ## removes the build folder
	rm -rf build
