# What machines read.

$ machine; update one '[]' vmlinux; update two '["one"]' vmlinux rds
$ suture list --json
> {
>   "core": true,
>   "updates": []
> }
$ SUTURE_FAKE=busy=1 suture apply --json one
> {
>   "dry_run": false,
>   "applied": [
>     "one"
>   ],
>   "already": [],
>   "undone": [],
>   "switch": {
>     "attempts": 2,
>     "pause_ns": 123456,
>     "check_ns": 23456,
>     "walk_ns": 3456789,
>     "tasks": 100,
>     "rechecked": 3,
>     "functions": 2,
>     "blockers": []
>   }
> }
$ suture list --json
> {
>   "core": true,
>   "updates": [
>     {
>       "id": "one",
>       "state": "applied",
>       "targets": [
>         "vmlinux"
>       ],
>       "modules": [
>         "suture_one_vmlinux"
>       ],
>       "functions": [
>         {
>           "target": "vmlinux",
>           "name": "fix_vmlinux",
>           "old_size": 100,
>           "new_size": 120
>         }
>       ]
>     }
>   ]
> }
$ suture show --json one/
> {
>   "manifest": {
>     "format": 1,
>     "id": "one",
>     "title": "test: fix one",
>     "cves": [
>       "CVE-2026-1"
>     ],
>     "created_for": {
>       "release": "6.1.0-99-test",
>       "version": "6.1.99-1",
>       "build_id": "01234567"
>     },
>     "requires": [],
>     "modules": [
>       {
>         "target": "vmlinux",
>         "file": "suture_one_vmlinux.ko",
>         "sha256": "1c777b43e5f349962523a8bb6a32b1965659dc94a14f8832c5109bc05ea8e2a1",
>         "size": 71,
>         "name": "suture_one_vmlinux",
>         "target_build_id": null,
>         "functions": [
>           {
>             "name": "fix_vmlinux",
>             "unit": "a/b.o",
>             "old_size": 100,
>             "new_size": 120,
>             "method": "jump"
>           }
>         ],
>         "data": [],
>         "hooks": 0,
>         "units": [
>           "a/b.o"
>         ]
>       }
>     ],
>     "notices": [],
>     "pinned": false,
>     "suture": "0.1.0"
>   }
> }
$ mv one 1; suture show --json one
> {
>   "update": {
>     "id": "one",
>     "state": "applied",
>     "targets": [
>       "vmlinux"
>     ],
>     "modules": [
>       "suture_one_vmlinux"
>     ],
>     "functions": [
>       {
>         "target": "vmlinux",
>         "name": "fix_vmlinux",
>         "old_size": 100,
>         "new_size": 120
>       }
>     ]
>   }
> }
$ suture apply --json 1
> {
>   "error": {
>     "kind": "no-change",
>     "message": "nothing to do: applied already"
>   },
>   "dry_run": false,
>   "applied": [],
>   "already": [
>     "one"
>   ],
>   "undone": [],
>   "switch": null
> }
= 3
$ SUTURE_FAKE=refuse=suture_two_rds suture apply --json two
> {
>   "refusal": {
>     "code": 51,
>     "token": "text-differs",
>     "message": "two: refused by the core",
>     "reason": "the running code is not the code that the update was made from",
>     "remedy": "something has changed this kernel's text: find out what before going on",
>     "object": "rds",
>     "function": "victim",
>     "offset": 42,
>     "expected": "0f 1f 44 00 00",
>     "found": "e9 12 34 56 78"
>   },
>   "dry_run": false,
>   "applied": [],
>   "already": [],
>   "undone": [],
>   "switch": null
> }
= 4
$ SUTURE_FAKE=busy=9 suture apply --json --retries 1 two
> {
>   "refusal": {
>     "code": 55,
>     "token": "busy",
>     "message": "two: busy after 2 attempts: nfsd (pid 42) is in victim, a?[1m? (pid 43) is in other_victim",
>     "reason": "a task was inside the code that changes at every attempt",
>     "remedy": "try again later, or end the task that is named",
>     "object": "vmlinux",
>     "function": "victim",
>     "offset": null,
>     "expected": null,
>     "found": null
>   },
>   "dry_run": false,
>   "applied": [],
>   "already": [],
>   "undone": [],
>   "switch": {
>     "attempts": 2,
>     "pause_ns": 0,
>     "check_ns": 0,
>     "walk_ns": 0,
>     "tasks": 100,
>     "rechecked": 0,
>     "functions": 0,
>     "blockers": [
>       {
>         "pid": 42,
>         "comm": "nfsd",
>         "function": "victim",
>         "unreliable": false
>       },
>       {
>         "pid": 43,
>         "comm": "a\u001B[1m?",
>         "function": "other_victim",
>         "unreliable": true
>       }
>     ]
>   }
> }
= 4
$ suture undo --json two
> {
>   "refusal": {
>     "code": 42,
>     "token": "update-unknown",
>     "message": "two is not loaded",
>     "reason": "no update of this name is loaded",
>     "remedy": "see 'suture list'",
>     "object": null,
>     "function": null,
>     "offset": null,
>     "expected": null,
>     "found": null
>   },
>   "dry_run": false,
>   "undone": [],
>   "unloaded": [],
>   "kept": [],
>   "switch": null
> }
= 4
$ suture undo --json one
> {
>   "dry_run": false,
>   "undone": [
>     "one"
>   ],
>   "unloaded": [],
>   "kept": [],
>   "switch": {
>     "attempts": 1,
>     "pause_ns": 123456,
>     "check_ns": 23456,
>     "walk_ns": 3456789,
>     "tasks": 100,
>     "rechecked": 3,
>     "functions": 2,
>     "blockers": []
>   }
> }
$ rm root/dev/suture; suture undo --json one
> {
>   "refusal": {
>     "code": 71,
>     "token": "core-not-loaded",
>     "message": "/dev/suture is not there",
>     "reason": "the Suture core module is not loaded",
>     "remedy": "load it with 'modprobe suture'",
>     "object": null,
>     "function": null,
>     "offset": null,
>     "expected": null,
>     "found": null
>   },
>   "dry_run": false,
>   "undone": [],
>   "unloaded": [],
>   "kept": [],
>   "switch": null
> }
= 4
$ suture apply --json
> {
>   "error": {
>     "kind": "usage",
>     "message": "no update is given; see 'suture apply --help'"
>   },
>   "dry_run": false,
>   "applied": [],
>   "already": [],
>   "undone": [],
>   "switch": null
> }
= 2
