# SPDX-License-Identifier: GPL-2.0-only
#
# The front door. Every target is a command of scripts/layer; the work is done there.

.DEFAULT_GOAL := tour
SHELL := /bin/bash

layer = @PYTHONDONTWRITEBYTECODE=1 python3 scripts/layer $(1)
setup = @scripts/setup.sh $(1)

variables := TREE ARCH COMPILER OPTIONS CELLS MINUTES RECORD KDIR M KO SAMPLES SEEDS
export $(variables)

.PHONY: tour
tour:
	@tail -n +2 scripts/tour.txt

.PHONY: run test mainline matrix compile random sweep docs figures bench
run test mainline matrix compile random sweep docs figures bench:
	$(call setup,$@)
	$(call layer,$@)

.PHONY: module bundle dkms
module bundle dkms:
	$(call setup,module)
	$(call layer,$@)

.PHONY: module-template module-explain
module-template module-explain:
	$(call setup,python)
	$(call layer,$@)

.PHONY: integrate
integrate:
	$(call setup,integrate)
	$(call layer,integrate)

.PHONY: disintegrate
disintegrate:
	$(call setup,python)
	$(call layer,disintegrate)

.PHONY: check
check:
	$(call setup,host)
	$(call layer,$@)

.PHONY: setup
setup:
	$(call setup,run)

.PHONY: tools
tools:
	$(call layer,tools)

# Any other word on the command line.
%:
	@echo "There is no target '$@'; 'make' alone shows what there is." >&2; exit 2

# Nothing here is made from a file of that name.
Makefile: ;
