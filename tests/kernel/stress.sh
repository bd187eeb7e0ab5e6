# SPDX-License-Identifier: GPL-2.0-or-later
# Switches while the machine is worked hard, killed at bad moments, taken apart and bombarded.
. ./updates.sh
machine --script stress-script
