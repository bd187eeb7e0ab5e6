# SPDX-License-Identifier: GPL-2.0-or-later
# Debian's changelog of a kernel, read a second time and independently: what the splitter counts
# is compared with this.
package Changelog;

use strict;
use warnings;
use Exporter 'import';

our @EXPORT_OK = qw(changelog_items subject_key);

# As people write subjects: case, blanks, the last full stop and tags in brackets do not count.
sub subject_key
{
	my ($subject) = @_;

	1 while $subject =~ s/^\s*(?:\[[^\]]*\]|re:|fwd?:)\s*//i;
	$subject =~ s/\s+/ /g;
	$subject =~ s/\.?\s*$//;
	return lc $subject;
}

sub subject_of
{
	my ($text) = @_;

	$text =~ s/\s*\((?:CVE-\d+-\d+(?:,\s*)?)+\)//g;
	$text =~ s/^\[[^\]]*\]\s*//;
	return $text;
}

# The items of a release, oldest first, as the subjects of commits. Words that were broken at
# the end of a line after a slash or a hyphen are not put together: nobody can know.
sub release_items
{
	my (@lines) = @_;
	my @items;

	for (@lines) {
		if (/^    - (.*)/ || /^  \* (.*)/) {
			push @items, $1;
		} elsif (/^      \+ (.*)/) {
			push @items, $1;
		} elsif (/^      ?\s*(\S.*)/ && @items) {
			$items[-1] .= " $1";
		} elsif (m{^    https?://}) {
			next;
		} elsif (/^    (\S.*)/ && @items) {
			$items[-1] .= " $1";
		}
	}
	return map { subject_of($_) } grep { !/^New upstream stable update|:$/ } @items;
}

# Those of the releases after old up to new, oldest first.
sub changelog_items
{
	my ($path, $old, $new) = @_;
	my (@releases, $lines);

	open(my $file, '<', $path) or die "$path: $!\n";
	while (defined(my $line = <$file>)) {
		chomp $line;
		if ($line =~ /^\S+ \(([^)]+)\)/) {
			last if $1 eq $old;
			$lines = [];
			unshift @releases, [$1, $lines];
		} elsif ($lines) {
			push @$lines, $line;
		}
	}
	pop @releases while @releases && defined $new && $releases[-1][0] ne $new;
	return map { release_items(@{$_->[1]}) } @releases;
}

1;
