# SPDX-License-Identifier: GPL-2.0-or-later
# For the tests that load updates: sourced, it makes them and defines `machine`, which boots with
# all of them under /updates and /modules, the client, the program core and our module loaded.
made=$(bash ./make-updates "$EMULATE" "$SUTURE_CREATE") || exit 1

machine()
{
	"$EMULATE" --image "$SUTURE_TEST_IMAGE" --modules "$SUTURE_TEST_MODULES" --timeout 800 \
		--file "$SUTURE_TEST_CORE=/suture.ko" --file "$made/updates=/updates" \
		--file "$made/modules=/modules" --program "$made/programs/core" \
		--program "$SUTURE" --program setpriv --available binfmt_misc \
		--load /suture.ko "$@" |
		sed 's/\[ *[0-9.]*\] /[] /; s/\(stood still for\) [0-9.]* ms/\1 N ms/
		     s/, at attempt [0-9]*//; s/pid [0-9]*/pid N/g'
}
