# Two objects, function by function and variable by variable.

$ echo 'extern int outside(int); static int n; int kept(int x) { return outside(x + n++); } int fixed(int x) { return outside(x); } int dropped(int x) { return outside(x + 9); } int limit = 5;' >pre.c
$ echo 'extern int outside(int); static int n; int kept(int x) { return outside(x + n++); } int fixed(int x) { return x < 0 ? 0 : outside(x); } int added(int x) { return outside(x + 7); } int limit = 6;' >post.c
$ gcc -O2 -fno-asynchronous-unwind-tables -ffunction-sections -fdata-sections -c pre.c post.c
$ suture-create diff pre.o post.o
> changed  function fixed: its size differs
> new      function added
> changed  variable limit: its content differs
> gone     function dropped
$ suture-create diff --json pre.o post.o | grep -v '"size"'
> [
>   {
>     "state": "changed",
>     "kind": "function",
>     "name": "fixed",
>     "why": "its size differs"
>   },
>   {
>     "state": "new",
>     "kind": "function",
>     "name": "added",
>     "why": null
>   },
>   {
>     "state": "changed",
>     "kind": "variable",
>     "name": "limit",
>     "why": "its content differs"
>   },
>   {
>     "state": "gone",
>     "kind": "function",
>     "name": "dropped",
>     "why": null
>   }
> ]
$ suture-create diff pre.o pre.o
! no difference
= 3
$ suture-create diff pre.o
! suture-create: diff needs two objects (see diff --help)
= 2
$ suture-create diff pre.o absent.o
! suture-create: cannot open absent.o: No such file or directory
= 1
$ echo nonsense >nonsense.o; suture-create diff pre.o nonsense.o
! suture-create: nonsense.o: not an ELF file
!   reason: the update's files are damaged (update-damaged)
!   remedy: fetch or create the update again
= 4
