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
# Native code is built on the machine that runs it: x64 or arm64.
MACHINE := $(shell uname -m)
RID     := linux-$(if $(filter aarch64,$(MACHINE)),arm64,x64)
DEBARCH := $(if $(filter aarch64,$(MACHINE)),arm64,amd64)
BINARY  := artifacts/$(RID)/linux-patch-api
DEB     := artifacts/packages/linux-patch-api_$(VERSION)_$(DEBARCH).deb
SOURCES := $(shell find src packaging aot -type f -not -path '*/bin/*' -not -path '*/obj/*') VERSION $(wildcard Directory.*) global.json

.DEFAULT_GOAL := help
.PHONY: help build deb rpm arch tools arm64 musl apk packages repositories smoke test-fast test test-family crash-campaign soak sandbox-up sandbox-down run screenshots recordings bench floods fuzz api-clients probe-listener lint audit clean tools-build tools-sandbox FORCE
.DELETE_ON_ERROR:

help: ## this list
	@echo 'linux-patch-api $(VERSION)'
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | sort | expand -t 16 | sed 's/^/  make /'

tools-build:
	@scripts/need clang zlib1g-dev binutils

# Changes only when the commit does, so that a second build of the same tree does nothing.
artifacts/commit: FORCE
	@mkdir -p artifacts; commit=$$(scripts/commit); [[ "$$(cat $@ 2>/dev/null)" == "$$commit" ]] || echo "$$commit" >$@
FORCE:

$(BINARY): $(SOURCES) artifacts/commit | tools-build
	@aot/publish artifacts/$(RID) artifacts/symbols "$$(cat artifacts/commit)"

build: $(BINARY) ## the native binary: artifacts/linux-x64/linux-patch-api, linux-arm64 on such a machine
	@echo "$(BINARY): $$(stat -c %s $(BINARY)) bytes, build id $$(readelf -n $(BINARY) | sed -n 's/.*Build ID: //p')"

smoke: build ## the binary answers soon enough, is small enough and needs no other library than the allowed ones
	@scripts/need python3=python3
	@aot/smoke $(BINARY)

$(DEB): $(BINARY)
	@packaging/deb/build $(BINARY) $(DEB) $(VERSION) $(DEBARCH)

RPM     := artifacts/packages/linux-patch-api-$(VERSION)-1.el9.$(MACHINE).rpm
ARCH    := artifacts/packages/linux-patch-api-$(VERSION)-1-$(MACHINE).pkg.tar.zst

$(RPM): $(BINARY)
	@scripts/need rpm=rpmbuild
	@packaging/rpm/build $(BINARY) $(@D) $(VERSION) $(MACHINE) .el9

$(ARCH): $(BINARY)
	@scripts/need makepkg pacman-package-manager=repo-add libarchive-tools=bsdtar fakeroot zstd
	@packaging/arch/build $(BINARY) $(@D) $(VERSION) $(MACHINE)

rpm: $(RPM) ## the package for dnf: artifacts/packages/
	@echo "$(RPM): $$(stat -c %s $(RPM)) bytes"

arch: $(ARCH) ## the package for pacman: artifacts/packages/
	@echo "$(ARCH): $$(stat -c %s $(ARCH)) bytes"

PACKERS := rpm=rpmbuild makepkg pacman-package-manager=repo-add libarchive-tools=bsdtar fakeroot zstd

# The program without the agent, for an admin machine. In a folder of their own: the tests take the newest package of a name's beginning.
TOOLS := artifacts/packages/tools
$(TOOLS): $(BINARY)
	@scripts/need $(PACKERS)
	@packaging/formats $(BINARY) $@ $(MACHINE) linux-patch-api-tools

tools: $(TOOLS) ## linux-patch-api-tools, the program for an admin machine: artifacts/packages/tools/
	@ls $(TOOLS)

ifeq ($(MACHINE),aarch64)
arm64: packages
else
# arm64 on an x64 machine: linked against a laid-out Debian 12 and started by an emulator in it. What was made goes into `packages` that
# are made afterwards.
ARM     := artifacts/linux-arm64/linux-patch-api
ARMROOT := artifacts/sysroot/arm64
ARMS    := artifacts/packages/arm64

$(ARMROOT): aot/sysroot
	@scripts/need mmdebstrap
	@aot/sysroot arm64 $@ && touch $@

$(ARM): $(SOURCES) artifacts/commit $(ARMROOT) | tools-build
	@scripts/need gcc-aarch64-linux-gnu binutils-aarch64-linux-gnu lld
	@SYSROOT=$(ARMROOT) aot/publish artifacts/linux-arm64 artifacts/symbols/arm64 "$$(cat artifacts/commit)"

$(ARMS): $(ARM)
	@scripts/need $(PACKERS)
	@packaging/formats $(ARM) $@ aarch64 linux-patch-api linux-patch-api-tools

arm64: $(ARM) $(ARMS) ## binary and packages for arm64 from an x64 machine, the binary answered in an emulator: artifacts/packages/arm64/
	@scripts/need qemu-user-static python3=python3 lintian rpmlint
	@aot/smoke $(ARM) qemu-aarch64-static -L $(CURDIR)/$(ARMROOT)
	@lintian --allow-root --fail-on error $(ARMS)/*.deb
	@rpmlint --config packaging/rpm/rpmlint.toml $(ARMS)/*.rpm >$(ARMS)/../rpmlint-arm64.log || { cat $(ARMS)/../rpmlint-arm64.log; exit 1; }
	@ls -l $(ARMS)
endif

# For Alpine and its like. The framework's own packs for musl where the registry has them, else a static binary (aot/publish).
MUSL    := artifacts/linux-musl-x64/linux-patch-api
APK     := artifacts/packages/linux-patch-api-$(VERSION)-r0.apk
APK_KEY ?=

$(MUSL): $(SOURCES) artifacts/commit | tools-build
	@scripts/need lld cmake libssl-dev
	@aot/publish artifacts/linux-musl-x64 artifacts/symbols/musl "$$(cat artifacts/commit)"

musl: $(MUSL) ## the binary for musl, answered in a root with nothing but busybox and musl: artifacts/linux-musl-x64/
	@scripts/need busybox-static musl iproute2 util-linux python3=python3
	@aot/smoke-musl $(MUSL)

$(APK): $(MUSL) $(APK_KEY)
	@[[ -n "$(APK_KEY)" ]] || { echo 'apk: APK_KEY names no key, an RSA key in FILE.rsa with its public half in FILE.rsa.pub' >&2; exit 1; }
	@scripts/need openssl python3=python3
	@packaging/apk/build $(MUSL) $(@D) $(APK_KEY) $(VERSION)

apk: $(APK) ## [APK_KEY=file.rsa] the package for Alpine, signed: artifacts/packages/
	@packaging/apk/check-apk $(APK) $(APK_KEY).pub

packages: deb rpm arch tools $(if $(APK_KEY),apk) ## [APK_KEY=file.rsa] all packages, the one for Alpine when there is a key, checked by lintian and rpmlint, and under their release names with SHA256SUMS: artifacts/release/
	@scripts/need lintian rpmlint
	@lintian --allow-root --fail-on error $(DEB) $(TOOLS)/*.deb
	@[[ -n "$(APK_KEY)" ]] || echo 'packages: without APK_KEY there is none for Alpine'
	@rpmlint --config packaging/rpm/rpmlint.toml $(RPM) >artifacts/packages/rpmlint.log || { cat artifacts/packages/rpmlint.log; exit 1; }
	@packaging/release-files artifacts/packages artifacts/release

repositories: packages ## [SIGNING_KEY=id APK_KEY=file.rsa] signed repositories of each kind: artifacts/repositories/
	@scripts/need apt-utils=apt-ftparchive createrepo-c=createrepo_c gpg pacman-package-manager=repo-add
	@packaging/repositories artifacts/packages artifacts/repositories "$(APK_KEY)"

deb: $(DEB) ## the Debian package: artifacts/packages/
	@echo "$(DEB): $$(stat -c %s $(DEB)) bytes"

test-fast: ## unit tests, without containers
	@scripts/need openssl dbus nodejs=node python3-h11 rpm prometheus=promtool
	@scripts/test fast

test: tools-sandbox ## everything, system tests against booted containers included
	@scripts/test all

test-family: tools-sandbox ## [FAMILY=debian12|debian13|el9|fedora|arch|apk] the system tests of one family
	@scripts/test family $(or $(FAMILY),debian12)

tools-sandbox: tools-build
	@scripts/need systemd-container mmdebstrap apt-utils gpg gpg-agent gpgconf iproute2 util-linux procps python3=python3 curl openssl jq dbus python3-websocket python3-websockets python3-requests python3-h11 ansible-core=ansible-playbook openssh-client=ssh yamllint node-ws chromium libnss3-tools=certutil gnutls-bin=gnutls-cli golang-go=go rpm prometheus createrepo-c=createrepo_c libarchive-tools=bsdtar \
		pacman-package-manager=repo-add makepkg zstd

crash-campaign: deb rpm arch tools-sandbox ## [KILLS=300] [CUTS=60] [UPDATES=30] [FAMILY_KILLS=30] [SEED=n] kills the agent, on each family too, and cuts the host's power, in jobs of all kinds and self-updates, and holds each against the package database
	@LPA_FAMILY_KILLS=$(or $(FAMILY_KILLS),30) LPA_CRASH_KILLS=$(or $(KILLS),300) LPA_POWER_CUTS=$(or $(CUTS),60) LPA_SELF_UPDATE_KILLS=$(or $(UPDATES),30) LPA_CRASH_SEED=$(SEED) scripts/crash-campaign

soak: deb tools-sandbox ## [MINUTES=120] mixed work on one agent: memory, descriptors and journal have to stay flat
	@tests/Soak/soak $(or $(MINUTES),120) $(DEB)

# The package of each family's own format.
PACKAGE_el9    := $(RPM)
PACKAGE_fedora := $(RPM)
PACKAGE_arch   := $(ARCH)
PACKAGE_of      = $(or $(PACKAGE_$(DISTRO)),$(DEB))

sandbox-up: tools-sandbox ## [DISTRO=debian12|debian13|el9|fedora|arch] [NAME=sandbox] a container with the agent in it; artifacts/sandbox/NAME/
	@$(MAKE) $(PACKAGE_of)
	@$(SANDBOX) up $(NAME) --distro $(DISTRO) $(if $(PACKAGE_$(DISTRO)),,--archive)
	@$(SANDBOX) agent $(NAME) --package $(PACKAGE_of)

sandbox-down: ## [NAME=sandbox] takes it down and leaves nothing behind
	@$(SANDBOX) down $(NAME)

run: deb tools-sandbox ## a live agent in a throw-away container, shown with curl
	@DISTRO=$(DISTRO) scripts/show $(DEB)

screenshots: deb tools-sandbox ## the pictures of the page for browsers, taken by its test: docs/images/
	@dotnet build tests/LinuxPatchApi.SystemTests -c Release -v quiet --nologo
	@tests/Support/Sandbox/sandbox prepare
	@LPA_SCREENSHOTS=$(CURDIR)/docs/images dotnet exec tests/LinuxPatchApi.SystemTests/bin/Release/net10.0/LinuxPatchApi.SystemTests.dll \
		-noColor -noLogo -class '*.PageTests'

recordings: deb tools-sandbox ## what the client draws in a terminal, taken by its test: docs/images/
	@dotnet build tests/LinuxPatchApi.SystemTests -c Release -v quiet --nologo
	@tests/Support/Sandbox/sandbox prepare
	@LPA_RECORDINGS=$(CURDIR)/docs/images dotnet exec tests/LinuxPatchApi.SystemTests/bin/Release/net10.0/LinuxPatchApi.SystemTests.dll \
		-noColor -noLogo -class '*.TerminalTests'

bench: deb tools-sandbox ## [SECTIONS=doors,work,idle,density,controller] what the agent costs, beside others in the same run, held against aot/budgets.json
	@scripts/need openssl util-linux procps python3=python3 dbus
	@scripts/need nginx-light=nginx golang-go=go cargo=/usr/bin/cargo rustc=/usr/bin/rustc librust-hyper-dev librust-tokio-dev librust-tokio-rustls-dev \
		librust-rustls-dev librust-rustls-pemfile-dev gnuplot-nox=gnuplot fonts-dejavu-core || echo 'bench: what lacks its packages is left out'
	@tests/Benchmarks/bench $(BINARY) --package $(DEB) $(if $(SECTIONS),--only $(SECTIONS))

floods: build ## floods of connections beside a well-behaved client: its p99, the memory, and that all is as before afterwards
	@scripts/need openssl util-linux procps python3=/usr/bin/python3
	@tests/Floods/floods $(BINARY)

fuzz: ## [SECONDS=300] [TARGETS=...] coverage-guided fuzzing, so long for each target; `make test` replays the corpus
	@scripts/need afl++=afl-fuzz
	@tests/Fuzz/fuzz $(or $(SECONDS),300) $(TARGETS)

api-clients: deb tools-sandbox ## the API document in redocly and spectral, and the clients that four generators make of it (npm, NuGet) against an agent
	@scripts/need nodejs=node npm=npm
	@tests/Support/ApiClients/check $(DEB)

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
