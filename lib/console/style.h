/* SPDX-License-Identifier: GPL-2.0-or-later */
/* data/console.css and data/console.svg, as they are built in. */
#ifndef SUTURE_CONSOLE_STYLE_H
#define SUTURE_CONSOLE_STYLE_H

extern const char console_css[];
extern const char console_svg[];

#endif
