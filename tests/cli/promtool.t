# SPDX-License-Identifier: GPL-2.0-or-later
# Prometheus' own tool accepts the metrics: of a machine on which everything is the case, of one
# of which nothing is known, and not what is wrong.
$ everything; suture status --openmetrics | promtool check metrics
$ rm -r root; machine; reboot 1; suture status --openmetrics | promtool check metrics
$ echo 'suture_updates{state="a",state="b"} 1' | promtool check metrics 2>&1 | grep -c error
> 1
