/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * Every reason for which Suture says no, in one table.
 *
 * A refusal is a part of the product: it has a number that crosses the
 * kernel boundary (abi.h), a token that scripts compare, a text that says what
 * is wrong and a remedy that says what to do next. The core module uses the
 * numbers only; the library and the commands use the whole row.
 *
 * Numbers are stable: append, never renumber.
 */
#ifndef SUTURE_REFUSAL_H
#define SUTURE_REFUSAL_H

/* X(NAME, number, token, text, remedy) */
#define SUTURE_REFUSALS(X) \
	/* the patch */ \
	X(PATCH_MALFORMED, 1, "patch-malformed", \
	  "the patch is not a unified diff", \
	  "give a patch as made by 'git diff' or 'diff -u'") \
	X(PATCH_DOES_NOT_APPLY, 2, "patch-does-not-apply", \
	  "the patch does not apply to this kernel's source", \
	  "backport the patch to the source of exactly this kernel") \
	X(NOT_BUILT, 3, "not-built", \
	  "the patch touches nothing that is built into this kernel", \
	  "no update is needed: the code is not in this kernel") \
	X(INIT_ONLY, 4, "init-only", \
	  "the patch changes only code that runs once, at boot or module load", \
	  "reboot, or reload the module: this code has already run") \
	X(COMPILE_FAILED, 5, "compile-failed", \
	  "the patched source does not compile", \
	  "see the compiler's message; a change elsewhere may be missing from the patch") \
	/* the kernel that is given */ \
	X(NO_SUCH_KERNEL, 10, "no-such-kernel", \
	  "no kernel of this name is to be had", \
	  "check the release with 'apt-cache policy linux-image-RELEASE'") \
	X(KERNEL_UNSUPPORTED, 11, "kernel-unsupported", \
	  "Suture does not support this kernel", \
	  "see 'Kernels' in README.md") \
	X(COMPILER_MISSING, 12, "compiler-missing", \
	  "the kernel's compiler is not installed", \
	  "install the package that is named") \
	X(CONFIG_DIFFERS, 13, "config-differs", \
	  "the prepared configuration is not the vendor's", \
	  "install the tool whose absence turned the option off") \
	X(IMAGE_UNREADABLE, 14, "image-unreadable", \
	  "the kernel image cannot be read", \
	  "fetch the vendor's package again") \
	X(PREPARE_FAILED, 15, "prepare-failed", \
	  "the kernel's source cannot be prepared", \
	  "see the log that is named; a build tool may be missing") \
	/* what is compiled against what is shipped */ \
	X(SOURCE_DIFFERS, 20, "source-differs", \
	  "the code compiled from this source is not the code in the kernel", \
	  "use the source package of exactly this kernel's version, and the vendor's compiler") \
	X(AMBIGUOUS, 21, "ambiguous", \
	  "the code occurs more than once in the kernel", \
	  "report it: nothing distinguishes the candidates") \
	X(SYMBOL_UNKNOWN, 22, "symbol-unknown", \
	  "a symbol that the new code needs has no known address", \
	  "make the new code refer to a symbol that the old code mentions") \
	/* what the change does */ \
	X(DATA_CHANGED, 30, "data-changed", \
	  "the patch changes the initial value of data that the kernel writes", \
	  "supply hooks or shadow variables with the patch") \
	X(LAYOUT_CHANGED, 31, "layout-changed", \
	  "the patch changes the layout of a structure in use", \
	  "rework the patch: keep the layout and use shadow variables") \
	X(DATA_RESIZED, 32, "data-resized", \
	  "the patch changes the size of data that other data refers to", \
	  "rework the patch so that the size stays") \
	X(SECTION_UNKNOWN, 33, "section-unknown", \
	  "a table section of an unknown kind points into changed code", \
	  "report the section's name: its meaning must be known first") \
	X(ENTERED_MIDWAY, 34, "entered-midway", \
	  "other code refers to the middle of a changed function", \
	  "rework the patch so that this function does not change") \
	X(NO_ROOM, 35, "no-room", \
	  "the function is too short for a redirect", \
	  "rework the patch so that a caller changes instead") \
	X(SITE_IN_THE_WAY, 36, "site-in-the-way", \
	  "the kernel rewrites bytes where the redirect must stand", \
	  "rework the patch so that a caller changes instead") \
	X(RELOCATION_UNSUPPORTED, 37, "relocation-unsupported", \
	  "the new code needs a relocation that cannot be expressed in a module", \
	  "report the relocation's type") \
	X(PERCPU_DATA, 38, "percpu-data", \
	  "the patch adds or changes per-CPU data", \
	  "supply hooks or shadow variables with the patch") \
	/* the update's files */ \
	X(UPDATE_DAMAGED, 40, "update-damaged", \
	  "the update's files are damaged", \
	  "fetch or create the update again") \
	X(UPDATE_FORMAT, 41, "update-format", \
	  "the update was made for another version of Suture", \
	  "create the update with this version, or update Suture") \
	X(UPDATE_UNKNOWN, 42, "update-unknown", \
	  "no update of this name is loaded", \
	  "see 'suture list'") \
	X(UPDATE_LOADED, 43, "update-loaded", \
	  "an update of this name is already applied", \
	  "nothing to do; see 'suture list'") \
	X(SERIES_DAMAGED, 46, "series-damaged", \
	  "what the repository says of a kernel's updates is not of the form that it must have", \
	  "tell the repository's operator; what is applied stays so") \
	X(SERIES_FORMAT, 47, "series-format", \
	  "what the repository says of a kernel's updates is of a later format", \
	  "install a newer Suture") \
	/* the running kernel */ \
	X(WRONG_KERNEL, 50, "wrong-kernel", \
	  "the update is for another kernel (the build-id differs)", \
	  "use an update made for the kernel that is running") \
	X(TEXT_DIFFERS, 51, "text-differs", \
	  "the running code is not the code that the update was made from", \
	  "something has changed this kernel's text: find out what before going on") \
	X(PROBED, 52, "probed", \
	  "a kprobe stands in the code to be matched", \
	  "remove the probe (see /sys/kernel/debug/kprobes/list) and try again") \
	X(LIVEPATCHED, 53, "livepatched", \
	  "the function may be redirected by a livepatch of the kernel's, or by a kprobe", \
	  "remove that livepatch, or the kprobe with a post handler, and try again") \
	X(MODULE_NOT_LOADED, 54, "module-not-loaded", \
	  "the module that the update changes is not loaded", \
	  "load the module first with modprobe") \
	X(BUSY, 55, "busy", \
	  "a task was inside the code that changes at every attempt", \
	  "try again later, or end the task that is named") \
	X(NEEDED, 56, "needed", \
	  "a later update depends on this one", \
	  "undo the later update first") \
	X(NEEDS, 57, "needs", \
	  "the update needs another one that is not applied", \
	  "apply the other update first, or both at once") \
	X(REDIRECT_LOST, 58, "redirect-lost", \
	  "somebody has overwritten a redirect of ours", \
	  "find out what changed this kernel's text before going on") \
	X(HOOK_FAILED, 59, "hook-failed", \
	  "a hook of the update said no", \
	  "see the kernel log for the hook's own message") \
	X(PINNED, 60, "pinned", \
	  "the update's code may still be referred to and stays in memory", \
	  "nothing to do: the update is undone; its memory is freed at reboot") \
	X(CONFLICTS, 61, "conflicts", \
	  "another update has replaced this function, and this one was made without it", \
	  "create it from the earlier patch and its own with --requires, or undo the other") \
	X(FTRACE_UNAVAILABLE, 62, "ftrace-unavailable", \
	  "ftrace, by which this function is redirected, does not take it", \
	  "set kernel.ftrace_enabled to 1; if it is 1, see the kernel log for ftrace's fault") \
	X(HELD, 63, "held", \
	  "the update is held on this machine", \
	  "release it with 'suture hold --release ID' if it is wanted now") \
	X(BEYOND_PIN, 64, "beyond-pin", \
	  "it is beyond the version that this machine is pinned to", \
	  "pin a later version, or none, if it is wanted now") \
	X(BLOCKED, 65, "blocked", \
	  "the update is withdrawn", \
	  "wait for the one that takes its place") \
	X(NOT_IN_SERIES, 66, "not-in-series", \
	  "the repository has no such update of this kernel", \
	  "see what it has with 'suture list --available'") \
	X(EXCLUDES, 67, "excludes", \
	  "two updates may not be applied together", \
	  "remove the one if the other is wanted") \
	/* the machine */ \
	X(NOT_ROOT, 70, "not-root", \
	  "this needs root", \
	  "run the command with sudo") \
	X(CORE_NOT_LOADED, 71, "core-not-loaded", \
	  "the Suture core module is not loaded", \
	  "load it with 'modprobe suture'") \
	X(MODULE_REJECTED, 72, "module-rejected", \
	  "the kernel refused to load a module of the update", \
	  "run 'suture doctor'; see the kernel log for its reason") \
	X(NO_SPACE, 73, "no-space", \
	  "no space is left on the device", \
	  "free some space and try again") \
	X(NO_MEMORY, 74, "no-memory", \
	  "the kernel has no memory for this", \
	  "free some memory and try again") \
	X(LOCKED, 75, "locked", \
	  "another Suture command is at work", \
	  "wait for it to finish") \
	X(TOOL_MISSING, 76, "tool-missing", \
	  "a program that is needed is not installed", \
	  "install the package that is named") \
	X(EMULATOR_FAILED, 77, "emulator-failed", \
	  "the emulated machine did not come up or did not finish", \
	  "see the log that is named") \
	X(TRIAL_FAILED, 78, "trial-failed", \
	  "the update did not pass its trial in an emulated machine", \
	  "do not apply it; see the steps and the log's lines that are named") \
	/* splitting a vendor's update */ \
	X(SOURCE_UNREADABLE, 80, "source-unreadable", \
	  "a source tree cannot be read", \
	  "name a directory, a tar archive, GIT:REVISION or debian:PACKAGE=VERSION") \
	X(CHANGELOG_UNREADABLE, 81, "changelog-unreadable", \
	  "the changelog is in no form that is known", \
	  "give the changelog of a Debian, Ubuntu, Red Hat or SUSE kernel package") \
	X(CHANGELOG_RANGE, 82, "changelog-range", \
	  "the changelog does not have the two versions", \
	  "give the newer package's changelog, and versions as it writes them") \
	X(TREES_SAME, 83, "trees-same", \
	  "the two trees are the same", \
	  "nothing is to be split") \
	X(TREES_UNRELATED, 84, "trees-unrelated", \
	  "the two trees have next to nothing in common", \
	  "name two versions of one source") \
	X(TREES_REVERSED, 85, "trees-reversed", \
	  "the new tree is older than the old one", \
	  "exchange --old and --new") \
	X(TREE_DIFFERS, 86, "tree-differs", \
	  "the last commit's tree is not the vendor's", \
	  "report it: nothing was written") \
	X(OUTPUT_EXISTS, 87, "output-exists", \
	  "there is something where the output shall go", \
	  "remove it, or name another place") \
	X(NOT_A_SPLIT, 88, "not-a-split", \
	  "the repository is not one that suture-split made", \
	  "name the OUT.git of a split") \
	X(NOT_IN_SPLIT, 89, "not-in-split", \
	  "the split has no such commit", \
	  "see the list of 'suture-split show OUT.git'") \
	/* the metadata of a repository */ \
	X(METADATA_MALFORMED, 90, "metadata-malformed", \
	  "a file of the repository's metadata is not of the form that it must have", \
	  "try another mirror; if all have it, tell the repository's operator") \
	X(METADATA_UNSIGNED, 91, "metadata-unsigned", \
	  "too few of the keys that are trusted have signed a file of the metadata", \
	  "try another mirror; if all have it, tell the repository's operator") \
	X(METADATA_ROLLBACK, 92, "metadata-rollback", \
	  "the repository offers metadata that is older than what was seen before", \
	  "try another mirror: this one is behind, or hostile") \
	X(METADATA_EXPIRED, 93, "metadata-expired", \
	  "the repository's metadata is out of date", \
	  "check this machine's clock; try another mirror: this one is behind, or hostile") \
	X(METADATA_MIXED, 94, "metadata-mixed", \
	  "files of the repository's metadata do not belong together", \
	  "try again: it may just be published; or try another mirror") \
	X(NOT_IN_REPOSITORY, 95, "not-in-repository", \
	  "the repository does not have what is asked for", \
	  "see that the name and the URL are right; try another mirror") \
	X(TARGET_DIFFERS, 96, "target-differs", \
	  "a file of the repository is not the one that its metadata tells of", \
	  "try again: it may just be published; or try another mirror") \
	X(STORE_MISSING, 97, "store-missing", \
	  "there is no store of trusted metadata", \
	  "make one from the repository's root, which you have from where you trust it") \
	X(NOT_A_REPOSITORY, 98, "not-a-repository", \
	  "there is no repository of updates", \
	  "make one with 'suture-repo init'") \
	X(NOT_SIGNED, 99, "not-signed", \
	  "what is to be published lacks signatures, or they are too old", \
	  "have its keys' holders run 'suture-repo sign', 'suture-repo renew' first if too old") \
	/* the way to a repository */ \
	X(NO_NETWORK, 100, "no-network", \
	  "the repository cannot be reached", \
	  "see that the network, the proxy and the URL are right; try again later") \
	X(SERVER_UNTRUSTED, 101, "server-untrusted", \
	  "the server's certificate is not trusted", \
	  "see that the certificate is right and this machine's clock; name its issuer's file") \
	X(SERVER_FAILED, 102, "server-failed", \
	  "the repository's server has a fault", \
	  "try again later; try another mirror") \
	X(DOWNLOAD_TOO_LONG, 103, "download-too-long", \
	  "a file that is fetched does not end where it should", \
	  "try another mirror: this one is broken, or hostile") \
	X(DOWNLOAD_TOO_SLOW, 104, "download-too-slow", \
	  "a file that is fetched comes next to not at all", \
	  "try again later; try another mirror: this one is overloaded, or hostile") \
	X(DOWNLOAD_SHORT, 105, "download-short", \
	  "a file that is fetched ends too early", \
	  "try again; try another mirror: this one is broken, or hostile") \
	X(FETCHER_USER, 106, "fetcher-user", \
	  "the user that talks to the network for root is not there", \
	  "make the system user that is named, or name another one") \
	/* a machine that follows a repository */ \
	X(POLICY_WRONG, 110, "policy-wrong", \
	  "the machine's policy is not of the form that it must have", \
	  "correct the line that is named; see suture.conf(5)") \
	X(NO_SOURCE, 111, "no-source", \
	  "no repository is named", \
	  "name it with 'suture config set source URL'") \
	X(NO_ROOT, 112, "no-root", \
	  "nothing says whom to trust", \
	  "run 'suture trust FILE' with the repository's first root, from where you trust it") \
	X(NOT_SERVED, 113, "not-served", \
	  "the repository has nothing for the kernel that is running", \
	  "run a kernel that it serves, or name another repository") \
	X(SUSPECT, 114, "suspect", \
	  "the machine went down while the update was applied", \
	  "see that boot's log; 'suture hold --release ID' lets the update be tried again") \
	X(SWITCHED_OFF, 115, "switched-off", \
	  "Suture is switched off on this machine", \
	  "remove /etc/suture/disable, or 'nosuture' from the kernel's command line, and reboot") \
	X(RECORD_DAMAGED, 116, "record-damaged", \
	  "what the machine has written down of itself cannot be read", \
	  "see the file that is named; without it the machine begins anew") \
	X(DECLINED, 117, "declined", \
	  "nobody said yes", \
	  "run it again and say yes, or with -y") \
	X(NO_SYSFS, 118, "no-sysfs", \
	  "/sys is not mounted", \
	  "mount it: 'mount -t sysfs sysfs /sys'") \
	X(BUNDLE_DAMAGED, 119, "bundle-damaged", \
	  "the file is no bundle of a repository", \
	  "export it again with 'suture-repo export', and copy it whole") \
	/* a database */ \
	X(DATABASE, 120, "database", \
	  "the database cannot do what it is asked for", \
	  "see what it says; it may be full, damaged or not there") \
	X(DATABASE_BUSY, 121, "database-busy", \
	  "somebody else changes the same in the database", \
	  "try it again") \
	X(DATABASE_NEWER, 122, "database-newer", \
	  "the database was made by a newer version", \
	  "run the version that made it, or a later one") \
	/* a machine and its fleet */ \
	X(REPORT_MALFORMED, 130, "report-malformed", \
	  "what the machine sent is not of the form that it must have", \
	  "update the machine's client or the service, whichever is older") \
	X(REPORT_UNTRUSTED, 131, "report-untrusted", \
	  "what the machine sent is not signed by its key", \
	  "enrol the machine anew if its key was lost") \
	X(MACHINE_UNKNOWN, 132, "machine-unknown", \
	  "no such machine is enrolled", \
	  "enrol it with 'suture enrol KEY'") \
	X(ACCESS_KEY_WRONG, 134, "access-key-wrong", \
	  "the access key does not admit machines, or not any more", \
	  "ask the service's administrator for a key") \
	X(QUOTA_EXCEEDED, 135, "quota-exceeded", \
	  "the access key has admitted as many machines as it may", \
	  "remove machines that are gone, or ask for a larger quota") \
	X(NOT_ENROLLED, 136, "not-enrolled", \
	  "this machine is in no fleet", \
	  "enrol it with 'suture enrol KEY'") \
	X(HELD_BACK, 137, "held-back", \
	  "the fleet holds the update back", \
	  "wait, or let the fleet's operator release it") \
	X(ADVICE_MALFORMED, 138, "advice-malformed", \
	  "what the fleet's service answered is not of the form that it must have", \
	  "update this machine's client or the service, whichever is older") \
	X(ALREADY_ENROLLED, 139, "already-enrolled", \
	  "this machine is in a fleet already", \
	  "leave that one first, with 'suture leave'") \
	/* people and programs that ask the service */ \
	X(KEY_WRONG, 140, "key-wrong", \
	  "the key is none of the service's, or not any more", \
	  "ask the service's administrator for a key") \
	X(ROLE_LACKING, 141, "role-lacking", \
	  "the key may not do this", \
	  "use a key of the role that is named") \
	X(REQUEST_MALFORMED, 142, "request-malformed", \
	  "the request is not of the form that it must have", \
	  "see the description of the interface, /api/1/openapi.json") \
	X(NOT_THERE, 143, "not-there", \
	  "the service has nothing of this name", \
	  "see the list of what there is") \
	X(SERVICE_UNREACHABLE, 144, "service-unreachable", \
	  "the service cannot be reached", \
	  "see that the network, the proxy and the URL are right; try again later") \
	X(NO_SERVICE, 145, "no-service", \
	  "which service to ask, or with which key, is not said", \
	  "name them in ~/.config/suture/admin.conf, or SUTURE_SERVICE and SUTURE_API_KEY") \
	X(SERVICE_STRANGE, 146, "service-strange", \
	  "what answers is not the service, or another version of it", \
	  "see that the URL is the service's, and which version it has") \
	X(WEBHOOKS_MAX, 153, "webhooks-max", \
	  "an account has so many webhooks and no more", \
	  "remove one that is not used") \
	X(SERVICE_BUSY, 157, "service-busy", \
	  "the service has too much to do", \
	  "ask again later") \
	X(SERVICE_FAILED, 158, "service-failed", \
	  "the service has failed", \
	  "its administrator finds the reason in its log") \
	X(CONFIGURATION_WRONG, 159, "configuration-wrong", \
	  "the service's configuration is not of the form that it must have", \
	  "correct the line that is named; see sutured.conf(5)")

enum suture_refusal {
	SUTURE_REFUSAL_NONE = 0,
#define SUTURE_REFUSAL_ENUM(name, number, token, text, remedy) \
	SUTURE_REFUSAL_##name = number,
	SUTURE_REFUSALS(SUTURE_REFUSAL_ENUM)
#undef SUTURE_REFUSAL_ENUM
};

#endif
