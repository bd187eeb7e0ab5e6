# SPDX-License-Identifier: GPL-2.0-or-later
# A repository that suture-split has made: its commits and what their notes say.
package Split;

use strict;
use warnings;
use Exporter 'import';
use JSON::PP;
use Repository qw(git);

our @EXPORT_OK = qw(split_read is_exact is_explained);

# The commits after the old tree, oldest first: the note's object, with "commit" and "is_empty"
# added. A commit that changes nothing is no fix, whatever its note says.
sub split_read
{
	my ($repository) = @_;
	my $text = git($repository, 'log', '--reverse', '--topo-order', '--notes=suture',
		'--format=%H%x00%T%x00%N%x01', 'main');
	my (@commits, $before);

	for (split /\x01\n?/, $text) {
		my ($commit, $tree, $note) = split /\0/;

		push @commits, { %{decode_json($note)}, commit => $commit,
				 is_empty => $tree eq $before } if $note =~ /\S/;
		$before = $tree;
	}
	return \@commits;
}

sub is_exact
{
	return !$_[0]{is_empty} && $_[0]{method} =~ /^(?:forward|backward|merged)$/;
}

sub is_explained
{
	return $_[0]{method} ne 'residual';
}

1;
