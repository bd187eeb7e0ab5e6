/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest's way back to the host: frames (protocol.h) over a serial port.
 * Failures to report cannot be reported, so nothing here returns an error; the
 * host sees a cut transcript.
 */
#ifndef SUTURE_GUEST_REPORT_H
#define SUTURE_GUEST_REPORT_H

#include <stddef.h>

void report_open(const char *device);
/* A frame without bytes; the newline is added. */
void report(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* "output STEP LENGTH" with its bytes. */
void report_output(unsigned int step, const void *data, size_t size);
/* "log LENGTH" with all of the kernel's log so far. */
void report_kernel_log(void);
/* Wait until the port has sent everything. */
void report_drain(void);
long uptime_ms(void);

#endif
