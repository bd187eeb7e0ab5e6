# SPDX-License-Identifier: GPL-2.0-or-later
# A split against the true history that was squashed.
#
# Each true commit has names: its subject and, as lines "Candidate: NAME" in its message, the
# candidates it came from. A split's commit names one of them, by its candidate, else by its item.
package Judge;

use strict;
use warnings;
use Exporter 'import';
use Changelog qw(subject_key);
use Lines qw(lines_owners lines_net diff_read);
use Repository qw(git git_stream git_patch_ids);
use Split qw(split_read is_exact is_explained);

our @EXPORT_OK = qw(judge commit_lines foreign_lines);

sub truth_names
{
	my ($repository, $range) = @_;
	my %names;

	for (split /\x01\n?/, git($repository, 'log', '--format=%H%x00%B%x01', $range)) {
		my ($commit, $body) = split /\0/;
		my ($subject) = split /\n/, $body;

		push @{$names{subject_key($subject)}}, $commit;
		push @{$names{$_}}, $commit for $body =~ /^Candidate: (.*)$/mg;
	}
	return \%names;
}

# The true commits that a split's commit may mean, as a set.
sub judge_names
{
	my ($note, $names) = @_;
	my @keys = map { subject_key($_) } grep { defined } $note->{subject};

	if ($note->{candidate}) {
		my $id = $note->{candidate}{id};

		unshift @keys, $id, $id =~ s{.*/}{}r;
	}
	for (@keys) {
		return { map { $_ => 1 } @{$names->{$_}} } if $names->{$_};
	}
	return {};
}

# What each commit changes, whatever the place: {"+PATH TEXT": how often}.
sub commit_lines
{
	my ($repository, $range) = @_;
	my (%lines, $commit);
	my $stream = git_stream($repository, 'log', '-p', '-U0', '--no-color', '--no-ext-diff',
		'--format=commit %H', $range);

	diff_read($stream, sub {
		my ($path, undef, undef, undef, undef, $hunk) = @_;

		$lines{$commit}{substr($_, 0, 1) . "$path\t" . substr $_, 1}++ for @$hunk;
	}, sub {
		$commit = $1 if $_[0] =~ /^commit ([0-9a-f]+)$/;
	});
	close $stream or die "git log failed in $repository\n";
	return \%lines;
}

sub is_trivial
{
	return $_[0] !~ /[A-Za-z0-9]/;
}

# Lines of ours that are not theirs; trivial ones prove nothing either way.
sub foreign_lines
{
	my ($ours, $theirs) = @_;
	my $foreign = 0;

	for (keys %{$ours // {}}) {
		my $extra = $ours->{$_} - ($theirs->{$_} // 0);

		$foreign += $extra if $extra > 0 && !is_trivial(s/^.*?\t//sr);
	}
	return $foreign;
}

sub least
{
	my ($first, @rest) = @_;

	for (@rest) {
		$first = $_ if $_ < $first;
	}
	return $first;
}

# Count the lines of the whole difference, in all and for each commit of the split. If the commit
# that is named also has such a line, it is not the commit that is wrong but the place: two wrote
# the same there.
sub judge_lines
{
	my ($result, $net, $meant, $truth) = @_;

	for (@$net) {
		my ($path, $sign, undef, $text, $true, $said) = @$_;
		my $commit = $result->{by_commit}{$said};

		$result->{lines}{total}++;
		$result->{lines}{known}++ if $true ne '';
		next if !$commit || !is_explained($commit);
		$result->{lines}{explained}++;
		$commit->{net}++;
		if ($meant->{$said}{$true}) {
			$result->{lines}{right}++;
			$commit->{net_right}++;
		} elsif (is_trivial($text)) {
			$result->{lines}{wrong_trivial}++;
		} else {
			$result->{lines}{wrong}++;
			$commit->{net_wrong}++ unless grep { $truth->{$_}{"$sign$path\t$text"} }
				keys %{$meant->{$said}};
		}
	}
}

# Right: it changes something, the commit it names went in, and every line of the whole difference
# that is said to be its own is. Pure: every line that it changes, also those that a later commit
# changes again, is changed by the commit it names. Same: and no line of that one is missing.
sub judge_commits
{
	my ($result, $meant, $split, $truth, $split_ids, $truth_ids) = @_;

	for my $commit (grep { is_explained($_) } values %{$result->{by_commit}}) {
		my @true = keys %{$meant->{$commit->{commit}}};
		my $ours = $split->{$commit->{commit}};
		my $id = $split_ids->{$commit->{commit}} // '';

		$commit->{foreign} = @true ?
			least(map { foreign_lines($ours, $truth->{$_}) } @true) :
			foreign_lines($ours, {});
		$commit->{right} = @true && !$commit->{net_wrong} && !$commit->{is_empty} ? 1 : 0;
		$commit->{pure} = $commit->{right} && $commit->{foreign} == 0 ? 1 : 0;
		$commit->{same} = (grep { $id eq ($truth_ids->{$_} // '-') } @true) ? 1 : 0;
	}
}

# truth and split: repositories whose main leads from one tree "old" to one tree "new". Yields
# {lines: {total, known, explained, right, wrong, wrong_trivial},
#  commits: [{commit, method, confidence, subject, net, net_right, net_wrong, foreign, right,
#  pure, same}], truth: how many commits, found: how many of them are in the split by patch-id}.
sub judge
{
	my ($truth, $split) = @_;
	my $commits = split_read($split);
	my %result = (by_commit => { map { $_->{commit} => $_ } @$commits },
		lines => { map { $_ => 0 } qw(total known explained right wrong wrong_trivial) });
	my $names = truth_names($truth, 'old..main');
	my %meant = map { $_->{commit} => judge_names($_, $names) } @$commits;
	my ($truth_ids, $split_ids) = map { git_patch_ids($_, 'old..main') } $truth, $split;
	my $net = lines_net($truth, 'old', 'main', lines_owners($truth, 'old..main'),
		lines_owners($split, 'old..main'));
	my %said = reverse map { $_ => $split_ids->{$_} }
		grep { is_explained($result{by_commit}{$_} // { method => 'residual' }) }
		keys %$split_ids;

	my ($split_lines, $true_lines) = map { commit_lines($_, 'old..main') } $split, $truth;
	judge_lines(\%result, $net, \%meant, $true_lines);
	judge_commits(\%result, \%meant, $split_lines, $true_lines, $split_ids, $truth_ids);
	return {
		lines => $result{lines},
		commits => $commits,
		truth => scalar(keys %$truth_ids),
		found => scalar(grep { $said{$_} } values %$truth_ids),
	};
}

1;
