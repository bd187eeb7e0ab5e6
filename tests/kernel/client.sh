# SPDX-License-Identifier: GPL-2.0-or-later
# What an administrator does with updates, and what goes wrong for him.
. ./updates.sh
machine --script client-script
