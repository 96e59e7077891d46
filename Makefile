# The short names of what is done with this project; `make help` lists them.
# Each target installs what is missing (Debian 12; EFS_SKIP_DEPS=1 skips that).

# A unit that includes libtorch takes up to 1.2 GB to compile.
JOBS ?= $(shell awk -v cores=$$(nproc) '/MemAvailable/ \
  {fit = int($$2 / 1500000); print fit < 1 ? 1 : fit < cores ? fit : cores}' /proc/meminfo)
FUZZ_SECONDS ?= 30

.PHONY: help build build-tests test test-fast test-debian13 agent-aarch64 test-agent-aarch64 demo asan \
  asan-torch-free fuzz tidy format format-check bench clean

help: ## what can be made
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

build: ## the program, build/release/efs
	tools/install_deps.sh
	cmake --preset release -DEFS_TESTS=OFF -DEFS_BENCH=OFF
	cmake --build --preset release -j $(JOBS)

build-tests:
	tools/install_deps.sh tests
	cmake --preset release -DEFS_TESTS=ON -DEFS_BENCH=ON
	cmake --build --preset release -j $(JOBS)

test: build-tests ## everything, and all tests
	ctest --preset release -j $(JOBS)

test-fast: build-tests ## everything, and the tests that take seconds
	ctest --preset release -j $(JOBS) -L fast

test-debian13: ## the same in a Debian 13 root of its own, with that release's ONNX Runtime
	tools/test_debian13.sh

agent-aarch64: ## efs-agent for 64-bit ARM boards, one static file: build/agent-aarch64/efs-agent
	tools/install_deps.sh agent
	tools/agent_sources.sh build/agent-sources
	cd agent && cmake --preset agent-aarch64
	cmake --build build/agent-aarch64 -j $(JOBS)

test-agent-aarch64: agent-aarch64 ## efs measures through efs-agent on an emulated 64-bit ARM processor
	tools/install_deps.sh agent-test
	cd agent && cmake --preset agent-aarch64-linked
	cmake --build build/agent-aarch64-linked -j $(JOBS)
	test -x build/release/efs || $(MAKE) build
	tools/test_agent_aarch64.sh

demo: build ## the main job on drawn faces, under 10 minutes on 2 cores
	tools/demo.sh

asan: ## all tests under AddressSanitizer and UndefinedBehaviorSanitizer
	tools/install_deps.sh tests
	cmake --preset asan
	cmake --build --preset asan -j $(JOBS)
	ctest --preset asan -j $(JOBS)

asan-torch-free: ## the same for the programs that link no libtorch: minutes, not an hour
	tools/install_deps.sh tests
	cmake --preset asan
	cmake --build --preset asan -j $(JOBS) --target torch_free_tests
	ctest --preset asan -j $(JOBS) -L torch_free

fuzz: ## each fuzz target for FUZZ_SECONDS
	tools/install_deps.sh tests
	cmake --preset asan
	cmake --build --preset asan -j $(JOBS) --target fuzz_targets
	tools/fuzz.sh build/asan $(FUZZ_SECONDS)

tidy: build-tests ## clang-tidy, every finding an error
	tools/tidy.sh build/release

format: ## clang-format in place
	tools/install_deps.sh tests
	tools/sources.sh | xargs -0 clang-format -i

format-check: ## fails where clang-format would change something
	tools/install_deps.sh tests
	tools/sources.sh | xargs -0 clang-format --dry-run --Werror

bench: build-tests ## the benchmarks, whose results go to docs/performance.md
	tools/install_deps.sh bench
	tools/bench.sh

clean: ## removes what was built
	rm -rf build
