# SPDX-License-Identifier: Apache-2.0
# `make` prints the targets. Set-up is .ci/setup, the rules of the tree are .ci/lint.

SOURCES = Package.swift Sources Tests Benchmarks Checks Examples

# Left empty, these are the command's own defaults.
HOST ?=
PORT ?=
ARGS ?=
run_options = $(if $(HOST),--host '$(HOST)') $(if $(PORT),--port '$(PORT)') $(ARGS)

# What all products together need; a program with Portico alone needs libevent.
libraries = libevent-dev zlib1g-dev libbrotli-dev

CONFIGURATION ?= debug
ifeq ($(filter debug release,$(CONFIGURATION)),)
$(error CONFIGURATION is debug or release, not "$(CONFIGURATION)")
endif
ifeq ($(CONFIGURATION),release)
test_options += -c release -Xswiftc -enable-testing
# Else it would add that option a second time, and build again all that build-tests has built.
test_only_options += --disable-testable-imports
test_folder := $(test_folder)-release
endif

SANITIZE ?=
ifneq ($(SANITIZE),)
ifeq ($(filter thread address,$(SANITIZE)),)
$(error SANITIZE is thread or address, not "$(SANITIZE)")
endif
test_options += --sanitize=$(SANITIZE)
test_folder := $(test_folder)-$(SANITIZE)
endif

# A folder per combination, so that none of them builds the objects of another one anew.
ifneq ($(test_folder),)
test_options += --scratch-path .build$(test_folder)
endif
test_build_options := $(test_options)
ifneq ($(FILTER),)
test_options += --filter '$(FILTER)'
endif

# One test at a time: many of them block, and of Swift's own threads there are only as many as cores.
# The options are read by the sanitizers alone; the first report ends the run. XCTest stays off: there are no tests
# for it, and its own leaks would be reported.
test: export TSAN_OPTIONS = halt_on_error=1 second_deadlock_stack=1
test: export ASAN_OPTIONS = detect_leaks=1 detect_stack_use_after_return=1

.PHONY: help run example test build-tests build lint format compare bench bench-files bench-streams rolling-restart \
    memory overload fuzz soak pool-model traits build-checks clean

help:
	@awk -F ' *## *' '/^[a-z-]+:.*##/ { split($$1, name, ":"); printf "make %-15s %s\n", name[1], $$2 }' \
	    Makefile

# `exec`, so that Ctrl-C and signals meet the server itself and nothing outlives it.
run: ## Build for release and serve the Rust Book's site; PORT= HOST= ARGS= are passed on
	@.ci/setup swift libevent-dev pkg-config
	@swift build -c release --product portico
	@exec .build/release/portico book $(run_options)

example: ## Build Examples/Bookmarks and serve it, by default with nothing that stays; PORT= HOST= DATA=folder
	@.ci/setup swift libevent-dev libsqlite3-dev pkg-config
	@swift build --package-path Examples/Bookmarks --product Bookmarks
	@exec env HOST='$(HOST)' PORT='$(PORT)' DATA='$(DATA)' Examples/Bookmarks/.build/debug/Bookmarks

test: ## Run every test; CONFIGURATION=release SANITIZE=thread|address FILTER=PorticoPoolTests
	@.ci/setup swift $(libraries) pkg-config
	@swift test --disable-xctest --no-parallel $(test_only_options) $(test_options)

build-tests: ## Build what make test runs, with the same settings, and run nothing
	@.ci/setup swift $(libraries) pkg-config
	@swift build --build-tests $(test_build_options)

build: ## Build the libraries and the command in the release configuration
	@.ci/setup swift $(libraries) pkg-config
	@swift build -c release

lint: ## Check the formatting, the imports and the rules of the tree
	@.ci/setup swift
	@.ci/lint
	@swift format lint --strict --parallel --recursive $(SOURCES)

format: ## Format every Swift file
	@.ci/setup swift
	@swift format --in-place --parallel --recursive $(SOURCES)

compare: ## Compare a native pool with libevent's own threading here; ARGS='--quick --html page.html'
	@.ci/setup swift libevent-dev pkg-config wrk nghttp2-client
	@swift build -c release --product portico
	@exec .build/release/portico compare $(ARGS)

bench: ## Measure Portico beside nginx; HTML=page.html RESULTS=tables.md ROUNDS= PEERS=, see Benchmarks/run
	@.ci/setup swift libevent-dev pkg-config wrk $(if $(STRACE),strace)
	@DURATION='$(SECONDS)' Benchmarks/run

bench-files: ## Measure portico serve beside nginx with sendfile; ROUNDS= SECONDS= EXTRA=name=command
	@.ci/setup swift libevent-dev pkg-config wrk nginx-light curl
	@DURATION='$(SECONDS)' Benchmarks/files

bench-streams: ## Measure uploads beside Go, echoes, and 10,000 event streams; see Benchmarks/Streams/run
	@.ci/setup swift libevent-dev pkg-config golang-go
	@DURATION='$(SECONDS)' Benchmarks/Streams/run

rolling-restart: ## Restart servers under load, also behind nginx and HAProxy; fails if a request is lost; RESTARTS=
	@.ci/setup swift libevent-dev pkg-config wrk python3 haproxy nginx-light
	@Checks/rolling-restart

memory: ## Hold 12,000 clients still in the worst moments; fails if memory is above its bound
	@.ci/setup swift libevent-dev pkg-config python3
	@Checks/memory

overload: ## Ask three times as much as the server can do; fails if that costs more than it must
	@.ci/setup swift libevent-dev pkg-config wrk python3
	@Checks/overload

fuzz: ## Feed the server what libFuzzer invents; SECONDS= SEED=, see Checks/Fuzz/run
	@.ci/setup swift libevent-dev pkg-config
	@DURATION='$(SECONDS)' SEED='$(SEED)' Checks/Fuzz/run

soak: ## Serve good, slow, hostile and vanishing clients for MINUTES=; POOL=1: the pool alone, SANITIZE= SEED=
ifneq ($(POOL),)
	@.ci/setup swift
	@MINUTES='$(MINUTES)' SEED='$(SEED)' SANITIZE='$(SANITIZE)' Checks/PoolSoak/run $(ARGS)
else
	@.ci/setup swift libevent-dev pkg-config python3 curl $(JUDGE)
	@MINUTES='$(MINUTES)' JUDGE='$(JUDGE)' Checks/Soak/run
endif

build-checks: ## Build what fuzz and soak POOL=1 run, and run nothing
	@.ci/setup swift libevent-dev pkg-config
	@for check in Fuzz PoolSoak; do Checks/$$check/run --build || exit; done

pool-model: ## Check the pool's wake-up protocol exhaustively with spin
	@.ci/setup spin gcc
	@Checks/PoolModel/run

traits: ## Test what stands behind package traits, and that nobody gets its packages unasked; FILTER=
	@.ci/setup swift libevent-dev pkg-config
	@Checks/Traits/run $(if $(FILTER),--filter '$(FILTER)')

clean: ## Remove everything that was built
	rm -rf .build .build-* Benchmarks/.build Benchmarks/*/.build Checks/.build Checks/*/.build* Examples/*/.build
