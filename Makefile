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
.PHONY: help build deb rpm arch tools packages repositories smoke test-fast test test-family crash-campaign soak sandbox-up sandbox-down run screenshots bench floods fuzz api-clients probe-listener lint audit clean tools-build tools-sandbox FORCE
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

# The program without the agent, for an admin machine. In a folder of their own: the tests take the newest package of a name's beginning.
TOOLS := artifacts/packages/tools
$(TOOLS): $(BINARY)
	@scripts/need rpm=rpmbuild makepkg pacman-package-manager=repo-add libarchive-tools=bsdtar fakeroot zstd
	@rm -rf $@.new && mkdir -p $@.new && export PACKAGE=linux-patch-api-tools \
		&& packaging/deb/build $(BINARY) $@.new/$${PACKAGE}_$(VERSION)_amd64.deb \
		&& packaging/rpm/build $(BINARY) $@.new $(VERSION) x86_64 .el9 && packaging/arch/build $(BINARY) $@.new
	@rm -rf $@ && mv $@.new $@

tools: $(TOOLS) ## linux-patch-api-tools, the program for an admin machine: artifacts/packages/tools/
	@ls $(TOOLS)

packages: deb rpm arch tools ## all packages, checked by lintian and rpmlint, and under their release names with SHA256SUMS: artifacts/release/
	@scripts/need lintian rpmlint
	@lintian --allow-root --fail-on error $(DEB) $(TOOLS)/*.deb
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

crash-campaign: deb tools-sandbox ## [KILLS=300] [CUTS=60] [SEED=n] kills the agent, and cuts the host's power, in jobs of all kinds and holds each against the package database
	@LPA_CRASH_KILLS=$(or $(KILLS),300) LPA_POWER_CUTS=$(or $(CUTS),60) LPA_CRASH_SEED=$(SEED) scripts/crash-campaign

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
