/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The makefile that asks a kernel's Kbuild files what they build. It is read
 * twice: behind the kernel's top Makefile, for the roots and for everything that
 * Makefile exports; then once in each directory, where it prints one line for each
 * object, "unit OBJECT MODULE" ("-": vmlinux), and goes down. It relies on nothing
 * but the documented interface: obj-y, obj-m, lib-y, extra-y, NAME-objs, NAME-y, NAME-m.
 *
 * A directory that was entered through obj-m gives no part to vmlinux.
 */
#ifndef SUTURE_PLAN_MAKEFILE_H
#define SUTURE_PLAN_MAKEFILE_H

static const char plan_makefile[] =
	"ifndef suture-walk\n"
	"suture-roots := $(sort . $(patsubst %/,%,$(filter %/,$(init-y) $(core-y) $(core-m) \\\n"
	"	$(drivers-y) $(drivers-m) $(net-y) $(net-m) $(virt-y) $(libs-y) $(libs-m))))\n"
	"PHONY += suture-plan $(addprefix suture-root/,$(suture-roots))\n"
	"suture-plan: $(addprefix suture-root/,$(suture-roots))\n"
	"$(addprefix suture-root/,$(suture-roots)): suture-root/%:\n"
	"	+@$(MAKE) -rR --no-print-directory -f $(suture-makefile)"
	" suture-walk=1 builtin=1 obj=$* suture-done\n"
	"else\n"
	"src := $(obj)\n"
	"obj-y :=\n"
	"obj-m :=\n"
	"lib-y :=\n"
	"lib-m :=\n"
	"extra-y :=\n"
	"-include include/config/auto.conf\n"
	"include $(srctree)/scripts/Kbuild.include\n"
	"kbuild-dir := $(srctree)/$(src)\n"
	"include $(or $(wildcard $(kbuild-dir)/Kbuild),$(kbuild-dir)/Makefile)\n"
	"obj-m := $(filter-out $(obj-y),$(obj-m))\n"
	"prefix := $(if $(filter-out .,$(obj)),$(obj)/)\n"
	"members = $(strip $(foreach s,$2,$($(1:%.o=%$s))))\n"
	"parts = $(if $(call members,$1,$2 -),$(call members,$1,$2),$1)\n"
	"show = $(foreach o,$(filter %.o,$1),$(info unit $(prefix)$o $2))\n"
	"ifneq ($(builtin),)\n"
	"$(foreach m,$(obj-y),$(call show,$(call parts,$m,-objs -y),-))\n"
	"$(call show,$(lib-y) $(lib-m) $(extra-y),-)\n"
	"endif\n"
	"$(foreach m,$(filter %.o,$(obj-m)),"
	"$(call show,$(call parts,$m,-objs -y -m),$(prefix)$(m:%.o=%)))\n"
	"below-y := $(if $(builtin),$(patsubst %/,%,$(filter %/,$(obj-y))))\n"
	"below-m := $(filter-out $(below-y),$(patsubst %/,%,$(filter %/,$(obj-y) $(obj-m))))\n"
	".PHONY: suture-done\n"
	"suture-done: $(addprefix suture-y/,$(sort $(below-y)))"
	" $(addprefix suture-m/,$(sort $(below-m)))\n"
	"	@:\n"
	"suture-y/%:\n"
	"	+@$(MAKE) -rR --no-print-directory -f $(suture-makefile)"
	" suture-walk=1 builtin=1 obj=$(prefix)$* suture-done\n"
	"suture-m/%:\n"
	"	+@$(MAKE) -rR --no-print-directory -f $(suture-makefile)"
	" suture-walk=1 builtin= obj=$(prefix)$* suture-done\n"
	"endif\n";

#endif
