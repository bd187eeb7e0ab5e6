# SPDX-License-Identifier: GPL-2.0-or-later
# Somebody else overwrites what an update has written.
. ./updates.sh
machine --script lost-script
