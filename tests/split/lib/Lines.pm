# SPDX-License-Identifier: GPL-2.0-or-later
# Who wrote each line of the last tree of a history, and who removed each line of the first one.
#
# Every file is a list of segments [writer, start, length]; a segment that nobody has written
# yet has the writer "" and the first tree's line number as its start. A commit's hunks cut such
# lists and put segments of its own in.
package Lines;

use strict;
use warnings;
use Exporter 'import';
use Repository qw(git_stream);

our @EXPORT_OK = qw(lines_owners lines_net diff_read);

use constant ENDLESS => 1 << 30;

# The lines of a hunk, as many as its head says; context left out. A line without newline at the
# end of a file is followed by a remark on it.
sub hunk_lines
{
	my ($stream, $n_old, $n_new) = @_;
	my @lines;

	while ($n_old > 0 || $n_new > 0) {
		defined(my $line = <$stream>) or last;
		next if $line =~ /^\\/;
		$n_old-- if $line !~ /^\+/;
		$n_new-- if $line !~ /^-/;
		push @lines, $line if $line =~ /^[+-]/;
	}
	return @lines;
}

# What a diff says of a file beside its lines, as a line that is added: a mode that is not the
# usual one of a new file, and binary content by its name.
sub whole_line
{
	my ($line, $index) = @_;

	return "+mode $1\n" if $line =~ /^new mode (\d+)$/ || $line =~ /^new file mode (100755)$/;
	return '+binary ' . substr($index, 0, 7) . "\n"
		if $line =~ /^Binary files .* differ$/ || $line =~ /^GIT binary patch$/;
	return undef;
}

# Read a diff from a stream. Calls hunk(path, old, n_old, new, n_new, lines) for each hunk, with
# the lines that go and come, and other(line) for each line that stands outside of hunks. What
# changes a file as a whole is a hunk of no place, with 0 for all numbers and one line.
sub diff_read
{
	my ($stream, $hunk, $other) = @_;
	my ($path, $old_path, $index) = ('', '', '');

	while (defined(my $line = <$stream>)) {
		my $whole = whole_line($line, $index);

		if ($line =~ /^diff --git a\/.* b\/(.*)$/) {
			$path = $1;
		} elsif ($line =~ /^index [0-9a-f]+\.\.([0-9a-f]+)/) {
			$index = $1;
		} elsif (defined $whole) {
			$hunk->($path, 0, 0, 0, 0, [$whole]);
		} elsif ($line =~ /^--- (?:a\/)?(.*?)\t?$/) {
			$old_path = $1;
		} elsif ($line =~ /^\+\+\+ (?:b\/)?(.*?)\t?$/) {
			$path = $1 eq '/dev/null' ? $old_path : $1;
		} elsif ($line =~ /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/) {
			my ($old, $n_old, $new, $n_new) = ($1, $2 // 1, $3, $4 // 1);

			$hunk->($path, $old, $n_old, $new, $n_new,
				[hunk_lines($stream, $n_old, $n_new)]);
		} elsif ($other) {
			$other->($line);
		}
	}
}

# Split the list so that a segment begins before line (from 0); yields its index.
sub cut
{
	my ($segments, $line) = @_;
	my $at = 0;

	for (my $i = 0; $i < @$segments; $i++) {
		my ($owner, $start, $length) = @{$segments->[$i]};

		return $i if $at == $line;
		if ($line < $at + $length) {
			my $head = $line - $at;

			splice @$segments, $i, 1, [$owner, $start, $head],
				[$owner, $start + $head, $length - $head];
			return $i + 1;
		}
		$at += $length;
	}
	return scalar @$segments;
}

# Lines count in the file as the commit leaves it so far: hunks come in order.
sub replace
{
	my ($file, $commit, $at, $n_old, $n_new) = @_;
	my $from = cut($file->{segments}, $at);
	my $to = cut($file->{segments}, $at + $n_old);
	my @gone = splice @{$file->{segments}}, $from, $to - $from,
		$n_new ? [$commit, 0, $n_new] : ();

	for (grep { $_->[0] eq '' } @gone) {
		my (undef, $start, $length) = @$_;

		@{$file->{removed}}{$start .. $start + $length - 1} = ($commit) x $length;
	}
}

# All files of a history, by path: writers of the last tree's lines and removers of the first's,
# both from 1. Lines of the first tree have no writer. And who last changed a file as a whole.
sub lines_owners
{
	my ($repository, $range) = @_;
	my (%files, $commit);
	my $stream = git_stream($repository, 'log', '--reverse', '--topo-order', '-p', '-U0',
		'--no-color', '--no-ext-diff', '--format=commit %H', $range);

	diff_read($stream, sub {
		my ($path, undef, $n_old, $new, $n_new, $lines) = @_;
		my $file = $files{$path} //=
			{ segments => [['', 1, ENDLESS]], removed => {}, whole => {} };

		if ($n_old + $n_new == 0) {
			$file->{whole}{$lines->[0]} = $commit;
			return;
		}
		replace($file, $commit, $n_new ? $new - 1 : $new, $n_old, $n_new);
	}, sub {
		$commit = $1 if $_[0] =~ /^commit ([0-9a-f]+)$/;
	});
	close $stream or die "git log failed in $repository\n";
	return \%files;
}

sub writer
{
	my ($file, $line) = @_;
	my $at = 1;

	for (@{$file->{segments}}) {
		return $_->[0] if $line < $at + $_->[2];
		$at += $_->[2];
	}
	return '';
}

# Who wrote or removed a line of a file, or last changed the file as a whole.
sub owner
{
	my ($file, $line, $is_whole, $is_old, $number) = @_;

	return '' unless $file;
	return $file->{whole}{$line} // '' if $is_whole;
	return $is_old ? $file->{removed}{$number} // '' : writer($file, $number);
}

# The lines of the whole difference: [path, sign, number, text, owner], the owner by a history's
# files; '' where it says nothing.
sub lines_net
{
	my ($repository, $from, $to, @histories) = @_;
	my @net;
	my $stream = git_stream($repository, 'diff', '-U0', '--no-color', '--no-ext-diff',
		$from, $to);

	diff_read($stream, sub {
		my ($path, $old, $n_old, $new, $n_new, $lines) = @_;
		my $is_whole = $n_old + $n_new == 0;

		for my $i (0 .. $#$lines) {
			my $is_old = $i < $n_old;
			my $number = $is_old ? $old + $i : $new + $i - $n_old;
			my @owners = map {
				owner($_->{$path}, $lines->[$i], $is_whole, $is_old, $number)
			} @histories;

			push @net, [$path, $is_old ? '-' : '+', $number,
				substr($lines->[$i], 1), @owners];
		}
	});
	close $stream or die "git diff failed in $repository\n";
	return \@net;
}

1;
