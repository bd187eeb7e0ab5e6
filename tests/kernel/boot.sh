# SPDX-License-Identifier: GPL-2.0-or-later
# A stock kernel boots, does steps of every kind, and its log is clean.
"$EMULATE" --image "$SUTURE_TEST_IMAGE" --modules "$SUTURE_TEST_MODULES" --timeout 120 \
	--available rds_tcp --available loop \
	--script boot-script --load rds_tcp \
	--run 'cut -d" " -f1 /proc/modules | sort' \
	--start 'trap "echo stopped; exit 3" TERM; echo started; sleep 60 & wait' \
	--run 'sleep 1; echo meanwhile' \
	--stop 'trap "echo stopped; exit 3" TERM; echo started; sleep 60 & wait' \
	--load nothing-of-this-name \
	--run 'modprobe loop && test -e /sys/module/loop && echo loop is there' \
	--run 'grep -c . /sys/kernel/tracing/available_tracers; test -d /sys/kernel/debug/tracing' \
	--script boot-load \
	--run 'exit 7' \
	--run 'kill -9 $$'
echo "exit $?"
