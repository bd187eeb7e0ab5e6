/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest's job: the steps of GUEST_JOB (protocol.h), one after the other, each
 * reported as it goes. A step that fails does not end the job.
 */
#ifndef SUTURE_GUEST_JOB_H
#define SUTURE_GUEST_JOB_H

void job_run(const char *path);

#endif
