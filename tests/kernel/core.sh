# SPDX-License-Identifier: GPL-2.0-or-later
# The core by itself, with updates that the creator would not make.
. ./updates.sh
machine --script core-script
