# Every target installs what it lacks through the distribution's packages and says what it is doing.
# Needed beforehand: the .NET 10 SDK, make, git; root for everything that boots a container.
SHELL       := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS   += --no-print-directory --no-builtin-rules
export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1

DISTRO  ?= debian12
NAME    ?= sandbox
VERSION := $(shell cat VERSION)

SANDBOX := tests/Support/Sandbox/sandbox
BINARY  := artifacts/linux-x64/linux-patch-api
DEB     := artifacts/packages/linux-patch-api_$(VERSION)_amd64.deb
SOURCES := $(shell find src packaging aot -type f -not -path '*/bin/*' -not -path '*/obj/*') VERSION $(wildcard Directory.*) global.json

.DEFAULT_GOAL := help
.PHONY: help build deb rpm arch packages repositories smoke test-fast test crash-campaign soak sandbox-up sandbox-down run bench floods fuzz probe-listener lint audit clean tools-build tools-sandbox FORCE
.DELETE_ON_ERROR:

help: ## this list
	@echo 'linux-patch-api $(VERSION)'
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | sort | expand -t 16 | sed 's/^/  make /'

tools-build:
	@scripts/need clang zlib1g-dev binutils

# Changes only when the commit does, so that a second build of the same tree does nothing.
artifacts/commit: FORCE
	@mkdir -p artifacts; commit=$$(scripts/commit); [[ "$$(cat $@ 2>/dev/null)" == "$$commit" ]] || echo "$$commit" >$@
FORCE:

$(BINARY): $(SOURCES) artifacts/commit | tools-build
	@aot/publish artifacts/linux-x64 artifacts/symbols "$$(cat artifacts/commit)"

build: $(BINARY) ## the native binary: artifacts/linux-x64/linux-patch-api
	@echo "$(BINARY): $$(stat -c %s $(BINARY)) bytes, build id $$(readelf -n $(BINARY) | sed -n 's/.*Build ID: //p')"

smoke: build ## the binary answers soon enough, is small enough and needs no other library than the allowed ones
	@scripts/need python3=python3
	@aot/smoke $(BINARY)

$(DEB): $(BINARY)
	@packaging/deb/build $(BINARY) $(DEB)

RPM     := artifacts/packages/linux-patch-api-$(VERSION)-1.el9.x86_64.rpm
ARCH    := artifacts/packages/linux-patch-api-$(VERSION)-1-x86_64.pkg.tar.zst

$(RPM): $(BINARY)
	@scripts/need rpm=rpmbuild
	@packaging/rpm/build $(BINARY) $(@D) $(VERSION) x86_64 .el9

$(ARCH): $(BINARY)
	@scripts/need makepkg pacman-package-manager=repo-add libarchive-tools=bsdtar fakeroot zstd
	@packaging/arch/build $(BINARY) $(@D)

rpm: $(RPM) ## the package for dnf: artifacts/packages/
	@echo "$(RPM): $$(stat -c %s $(RPM)) bytes"

arch: $(ARCH) ## the package for pacman: artifacts/packages/
	@echo "$(ARCH): $$(stat -c %s $(ARCH)) bytes"

packages: deb rpm arch ## all packages, checked by lintian and rpmlint, and under their release names with SHA256SUMS: artifacts/release/
	@scripts/need lintian rpmlint
	@lintian --allow-root --fail-on error $(DEB)
	@rpmlint --config packaging/rpm/rpmlint.toml $(RPM) >artifacts/packages/rpmlint.log || { cat artifacts/packages/rpmlint.log; exit 1; }
	@packaging/release-files artifacts/packages artifacts/release

repositories: packages ## [SIGNING_KEY=id APK_KEY=file.rsa] signed repositories of each kind: artifacts/repositories/
	@scripts/need apt-utils=apt-ftparchive createrepo-c=createrepo_c gpg pacman-package-manager=repo-add
	@packaging/repositories artifacts/packages artifacts/repositories "$(APK_KEY)"

deb: $(DEB) ## the Debian package: artifacts/packages/
	@echo "$(DEB): $$(stat -c %s $(DEB)) bytes"

test-fast: ## unit tests, without containers
	@scripts/need openssl dbus nodejs=node python3-h11 rpm
	@scripts/test fast

test: tools-sandbox ## everything, system tests against booted containers included
	@scripts/test all

tools-sandbox: tools-build
	@scripts/need systemd-container mmdebstrap apt-utils gpg gpg-agent gpgconf iproute2 util-linux procps python3=python3 curl openssl jq dbus python3-websocket python3-websockets python3-requests python3-h11 node-ws gnutls-bin=gnutls-cli golang-go=go rpm

crash-campaign: deb tools-sandbox ## [KILLS=300] [CUTS=60] [SEED=n] kills the agent, and cuts the host's power, in jobs of all kinds and holds each against the package database
	@LPA_CRASH_KILLS=$(or $(KILLS),300) LPA_POWER_CUTS=$(or $(CUTS),60) LPA_CRASH_SEED=$(SEED) scripts/crash-campaign

soak: deb tools-sandbox ## [MINUTES=120] mixed work on one agent: memory, descriptors and journal have to stay flat
	@tests/Soak/soak $(or $(MINUTES),120) $(DEB)

sandbox-up: deb tools-sandbox ## [DISTRO=debian12] [NAME=sandbox] a container with the agent in it; artifacts/sandbox/NAME/
	@$(SANDBOX) up $(NAME) --distro $(DISTRO) --archive
	@$(SANDBOX) agent $(NAME) --package $(DEB)

sandbox-down: ## [NAME=sandbox] takes it down and leaves nothing behind
	@$(SANDBOX) down $(NAME)

run: deb tools-sandbox ## a live agent in a throw-away container, shown with curl
	@DISTRO=$(DISTRO) scripts/show $(DEB)

bench: deb tools-sandbox ## what the agent costs, beside others in the same run, held against aot/budgets.json
	@scripts/need openssl util-linux procps python3=python3 dbus
	@scripts/need nginx-light=nginx golang-go=go cargo=/usr/bin/cargo rustc=/usr/bin/rustc librust-hyper-dev librust-tokio-dev librust-tokio-rustls-dev \
		librust-rustls-dev librust-rustls-pemfile-dev gnuplot-nox=gnuplot fonts-dejavu-core || echo 'bench: what lacks its packages is left out'
	@tests/Benchmarks/bench $(BINARY) --package $(DEB)

floods: build ## floods of connections beside a well-behaved client: its p99, the memory, and that all is as before afterwards
	@scripts/need openssl util-linux procps python3=/usr/bin/python3
	@tests/Floods/floods $(BINARY)

fuzz: ## [SECONDS=300] [TARGETS=...] coverage-guided fuzzing, so long for each target; `make test` replays the corpus
	@scripts/need afl++=afl-fuzz
	@tests/Fuzz/fuzz $(or $(SECONDS),300) $(TARGETS)

probe-listener: ## [PORT=8480] a clear-text listener on the same parser, for outside conformance probes; docs/development/conformance.md
	@dotnet run -c Release --project tests/Support/ProbeListener -- $(or $(PORT),8480)

lint: ## formatting, analysers, things that must not be committed
	@scripts/need shellcheck
	@dotnet restore LinuxPatchApi.sln -v quiet
	@scripts/lint

audit: ## vulnerabilities and licences of the packages that we use, secrets in any commit
	@scripts/audit

clean: ## removes artifacts and build output; the cache of root file systems stays
	@rm -rf artifacts; find src tests -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
