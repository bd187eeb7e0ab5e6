# SPDX-License-Identifier: GPL-2.0-or-later
# The machine's policy: one file that people edit and commands change.

$ machine; put /proc/sys/kernel/random/boot_id 'boot-1\n'
$ suture config
> source       =   (not set)
> root         = /etc/suture/root.json  (not set)
> proxy        =   (not set)
> ca_file      =   (not set)
> patience     = 30  (not set)
> distribution = debian  (not set)
> user         = suture  (not set)
> mode         = automatic  (not set)
> delay        = 0  (not set)
> pin          =   (not set)
> hold         =   (not set)
> window       =   (not set)
> apply        = yes  (not set)
> service      =   (not set)
> tags         =   (not set)
$ put /etc/suture/suture.conf '# ours\n[repository]\n#source = https://updates.example.org/\n\n[policy]\n# slowly\ndelay = 2d\n'
$ suture config get delay
> 2d
$ suture config set source https://one.example.org/ https://two.example.org/
$ suture config set mode report; suture config set window 'Mon-Fri,Sun 22:00-04:00'
$ suture config unset delay; cat root/etc/suture/suture.conf
> # ours
> [repository]
> #source = https://updates.example.org/
> source = https://one.example.org/ https://two.example.org/
>
> [policy]
> # slowly
> mode = report
> window = Mon-Fri,Sun 22:00-04:00

# What is none.
$ suture config set mode never
! suture config: 'never': mode: automatic or report
!   reason: the machine's policy is not of the form that it must have (policy-wrong)
!   remedy: correct the line that is named; see suture.conf(5)
= 4
$ suture config set delay 2y
! suture config: '2y': delay: a number with s, m, h, d or w behind it, a year at most
!   reason: the machine's policy is not of the form that it must have (policy-wrong)
!   remedy: correct the line that is named; see suture.conf(5)
= 4
$ suture config set window 'Mon 25:00-26:00'
! suture config: 'Mon 25:00-26:00': window: days and hours, as in 'Mon-Fri 02:00-04:00'
!   reason: the machine's policy is not of the form that it must have (policy-wrong)
!   remedy: correct the line that is named; see suture.conf(5)
= 4
$ suture config set source ftp://example.org/
! suture config: 'ftp://example.org/': source: a URL that begins with https://, http:// or file:///
!   reason: the machine's policy is not of the form that it must have (policy-wrong)
!   remedy: correct the line that is named; see suture.conf(5)
= 4
$ suture config set color red
! suture config: there is no key 'color'
!   reason: the machine's policy is not of the form that it must have (policy-wrong)
!   remedy: correct the line that is named; see suture.conf(5)
= 4
$ suture config set source
! suture config: get, set or unset, and a key; see 'suture config --help'
= 2
$ put /etc/suture/suture.conf '[policy]\nmode = report\ncolour = red\n'; suture config
! suture config: /etc/suture/suture.conf:3: no such key
!   reason: the machine's policy is not of the form that it must have (policy-wrong)
!   remedy: correct the line that is named; see suture.conf(5)
= 4
$ put /etc/suture/suture.conf '[policy]\nmode = report\n\nmode = report\n'; suture plan
! suture plan: /etc/suture/suture.conf:4: the key is given twice
!   reason: the machine's policy is not of the form that it must have (policy-wrong)
!   remedy: correct the line that is named; see suture.conf(5)
= 4
$ put /etc/suture/suture.conf '[boot]\nmode = report\n'; suture config get mode
! suture config: /etc/suture/suture.conf:2: the key belongs into another section
!   reason: the machine's policy is not of the form that it must have (policy-wrong)
!   remedy: correct the line that is named; see suture.conf(5)
= 4
$ put /etc/suture/suture.conf '[policy]\ndelay = often\n'; suture hold one
! suture hold: /etc/suture/suture.conf:2: delay: a number with s, m, h, d or w behind it, a year at most
!   reason: the machine's policy is not of the form that it must have (policy-wrong)
!   remedy: correct the line that is named; see suture.conf(5)
= 4
$ put /etc/suture/suture.conf '[policy\n'; suture boot
! suture boot: /etc/suture/suture.conf:1: neither [section] nor key = value
!   reason: the machine's policy is not of the form that it must have (policy-wrong)
!   remedy: correct the line that is named; see suture.conf(5)
= 4
$ put /etc/suture/suture.conf 'what\n'; suture config set mode report
! suture config: /etc/suture/suture.conf:1: neither [section] nor key = value
!   reason: the machine's policy is not of the form that it must have (policy-wrong)
!   remedy: correct the line that is named; see suture.conf(5)
= 4

# Held and pinned.
$ rm root/etc/suture/suture.conf; suture hold one two; suture hold; suture hold --release two; suture hold
> one
> two
> one
$ suture hold --release two
! suture hold: two is not held
!   reason: no update of this name is loaded (update-unknown)
!   remedy: see 'suture list'
= 4
$ suture hold -- '../x'
! suture hold: '../x' cannot be an update's id
= 2
$ suture pin 6.1.99-2; suture pin; suture pin --release; suture pin; cat root/etc/suture/suture.conf
> 6.1.99-2
> [policy]
> hold = one
