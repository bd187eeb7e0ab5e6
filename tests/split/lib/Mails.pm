# SPDX-License-Identifier: GPL-2.0-or-later
# A mailbox, as git reads mails: git mailsplit and git mailinfo.
package Mails;

use strict;
use warnings;
use Exporter 'import';
use File::Temp qw(tempdir);
use Changelog qw(subject_key);
use Lines qw(diff_read);

our @EXPORT_OK = qw(mails_read mails_by_key mails_file patch_lines);

sub run
{
	system(@_) == 0 or die "$_[0] $_[1] failed\n";
}

# What git mailinfo says of a mail: its subject, and a head for the patch alone.
sub subject_in
{
	my ($info) = @_;
	my ($subject) = $info =~ /^Subject: (.*)$/m;

	return $subject // '';
}

sub write_head
{
	my ($path, $info) = @_;
	my %of = $info =~ /^(\w+): (.*)$/mg;

	open(my $file, '>:raw', $path) or die "$path: $!\n";
	print $file "From: $of{Author} <$of{Email}>\nSubject: [PATCH] $of{Subject}\n",
		"Date: $of{Date}\nContent-Type: text/plain; charset=utf-8\n";
}

sub mails_file
{
	my ($path) = @_;

	open(my $file, '<:raw', $path) or die "$path: $!\n";
	local $/;
	return <$file> // '';
}

# The mails of a mailbox (which may be compressed with zstd) that hold a patch, in order:
# [{subject, key, patch: PATH}]. The files live as long as the program.
sub mails_read
{
	my ($mailbox) = @_;
	my $directory = tempdir(CLEANUP => 1);
	my @mails;

	if ($mailbox =~ /\.zst$/) {
		run('zstd', '-q', '-d', $mailbox, '-o', "$directory/mbox");
		$mailbox = "$directory/mbox";
	}
	mkdir "$directory/mails";
	run("git mailsplit -o'$directory/mails' -- '$mailbox' >'$directory/said'");
	for my $mail (sort glob "$directory/mails/*") {
		my $info = `git mailinfo -u '$mail.message' '$mail.patch' <'$mail' 2>/dev/null`;
		my $subject = subject_in($info);

		next if $? != 0 || mails_file("$mail.patch") !~ /^@@ /m;
		write_head("$mail.head", $info);
		push @mails, { subject => $subject, key => subject_key($subject),
			patch => "$mail.patch", mail => $mail };
	}
	return \@mails;
}

sub mails_by_key
{
	my ($mails) = @_;
	my %by_key;

	push @{$by_key{$_->{key}}}, $_ for @$mails;
	return \%by_key;
}

# What a patch changes, whatever the place: {"+PATH TEXT": how often}.
sub patch_lines
{
	my ($path) = @_;
	my %lines;

	open(my $stream, '<:raw', $path) or die "$path: $!\n";
	diff_read($stream, sub {
		my ($file, undef, undef, undef, undef, $hunk) = @_;

		$lines{substr($_, 0, 1) . "$file\t" . substr $_, 1}++ for @$hunk;
	});
	return \%lines;
}

1;
