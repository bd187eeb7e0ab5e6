# SPDX-License-Identifier: GPL-2.0-or-later
# The real git, asked for what it sees: the judge of what suture-split has written.
package Repository;

use strict;
use warnings;
use Exporter 'import';

our @EXPORT_OK = qw(git git_lines git_stream git_patch_ids);

sub command
{
	my ($repository, @arguments) = @_;

	return ('git', '-C', $repository, '-c', 'core.quotepath=off', '-c', 'diff.renames=false',
		'-c', 'diff.algorithm=myers', @arguments);
}

# A handle on what it prints; bytes, since sources are in any encoding.
sub git_stream
{
	my ($repository, @arguments) = @_;

	open(my $stream, '-|', command($repository, @arguments)) or die "cannot run git: $!\n";
	binmode $stream;
	return $stream;
}

sub git
{
	my ($repository, @arguments) = @_;
	my $stream = git_stream($repository, @arguments);
	local $/;
	my $text = <$stream> // '';

	close $stream or die "git @arguments failed in $repository\n";
	chomp $text;
	return $text;
}

sub git_lines
{
	return split /\n/, git(@_);
}

# Commit to patch-id, without context: a neighbour's change does not make it another change.
sub git_patch_ids
{
	my ($repository, $range) = @_;
	my $shell = q(git -C "$1" -c diff.renames=false log -p -U0 --format='commit %H' "$2" |
		git patch-id --stable);
	my %ids;

	open(my $stream, '-|', 'sh', '-c', $shell, 'sh', $repository, $range)
		or die "cannot run git: $!\n";
	while (my $line = <$stream>) {
		my ($id, $commit) = split ' ', $line;
		$ids{$commit} = $id;
	}
	close $stream or die "git patch-id failed in $repository\n";
	return \%ids;
}

1;
