# SPDX-License-Identifier: GPL-2.0-or-later
# A tree of files, and changes to it that are made by rule: what a commit of a made history does.
# All that looks like chance comes from the seed.
package Changes;

use strict;
use warnings;
use Exporter 'import';
use File::Basename qw(basename dirname);

our @EXPORT_OK = qw(seed random pick tree_load tree_names tree_written tree_clear snapshot restore
	change);

# What a commit does to its files, in per cent; the rest edits one or two.
my @shapes = (
	added => 3,		# a file that is new, in half of the cases with an edit elsewhere
	deleted => 1,
	renamed => 1,		# as it is
	moved => 2,		# renamed and edited
	mode => 2,		# executable, or no longer
	replaced => 1,		# another file under the same name: little of the old one stays
	binary => 2,		# the one binary file
);
my $binary = 'firmware/made.bin';

my $state = 0;

sub seed
{
	my ($seed) = @_;

	$state = $seed * 2654435761 % 4294967296;
}

# Numerical Recipes' generator: the same everywhere, unlike rand.
sub random
{
	my ($limit) = @_;

	$state = ($state * 1664525 + 1013904223) % 4294967296;
	return int($state / 4294967296 * $limit);
}

sub pick
{
	return $_[random(scalar @_)];
}

# Path in the tree to {mode, lines}, as they are by now.
my %files;
# Path to the numbers of lines, from 0, that the last commit there wrote.
my %fresh;

sub put
{
	my ($name, $lines, $mode) = @_;

	$files{$name} = { mode => $mode // '100644', lines => $lines };
}

# A function in the manner of a driver; its statements recur in others, as they do in drivers.
sub made_function
{
	my ($area, $n) = @_;
	my @nouns = qw(device queue buffer entry page table index length flags state owner);
	my $name = "${area}_" . pick(qw(open close read write reset poll start stop)) . "_$n";
	my @body = map {
		my ($a, $b) = (pick(@nouns), pick(@nouns));

		pick("\t$a->$b = $b;\n", "\t$a = ${area}_get_$b(dev, " . random(64) . ");\n",
			"\tif ($a->$b)\n\t\treturn -EBUSY;\n", "\t${area}_put($a);\n",
			"\tmutex_lock(&dev->${a}_lock);\n", "\t$b += sizeof(*$a);\n");
	} 1 .. 4 + random(9);

	return split /^/, "static int $name(struct device *dev)\n{\n" . join('', @body) .
		"\treturn 0;\n}\n\n";
}

sub made_file
{
	my ($area, $n) = @_;

	return [ "// made\n", "\n", map { made_function($area, $_) } 1 .. $n ];
}

# Bytes that no editor would show.
sub made_bytes
{
	return [ join '', "\0", map { chr(128 + random(128)) } 1 .. 200 + random(800) ];
}

sub make_files
{
	my ($n) = @_;

	for my $i (1 .. $n) {
		my $area = pick(qw(net fs usb sound gpu)) . $i;

		put("drivers/$area.c", made_file($area, 4 + random(20)));
	}
}

sub read_lines
{
	my ($path) = @_;

	open(my $file, '<:raw', $path) or die "$path: $!\n";
	return [<$file>];
}

# Copies of files, or made:NUMBER of them by rule; and the binary one.
sub tree_load
{
	my (@sources) = @_;

	if ($sources[0] =~ /^made:(\d+)$/) {
		make_files($1);
	} else {
		for my $path (@sources) {
			my $lines = read_lines($path);

			put(join('/', (split m{/+}, $path)[-3 .. -1]), $lines) if @$lines > 30;
		}
	}
	put($binary, made_bytes());
}

sub tree_names
{
	return sort keys %files;
}

# Those that commits have written lines of.
sub tree_written
{
	return grep { $files{$_} } sort keys %fresh;
}

sub tree_clear
{
	%files = %fresh = ();
}

# The files of these names: {mode, text}; undef for one that is not there.
sub snapshot
{
	return { map {
		my $file = $files{$_};

		$_ => $file && { mode => $file->{mode}, text => join '', @{$file->{lines}} };
	} @_ };
}

sub restore
{
	my ($snapshot, @names) = @_;

	for (@names) {
		my $file = $snapshot->{$_};

		if ($file) {
			put($_, [split /^/, $file->{text}], $file->{mode});
		} else {
			delete $files{$_};
		}
	}
}

# A line that is a statement: what fixes stand beside.
sub statement
{
	my ($lines, $near) = @_;

	for (1 .. 200) {
		my $at = defined $near ? $near + random(5) - 2 : random(scalar @$lines);

		return $at if $at > 2 && $at < @$lines && $lines->[$at] =~ /^\t+[^\/*].*;$/;
	}
	return undef;
}

sub name_in
{
	my @names = grep { !/^(?:return|goto|int|char|struct|if|sizeof|const|static|void)$/ }
		$_[0] =~ /\b([a-z_][a-z0-9_]+)\b/g;

	return @names ? pick(@names) : 'error';
}

sub indent_of
{
	return $_[0] =~ /^(\t+)/ ? $1 : "\t";
}

# Each rule takes lines and where; yields how many lines go, and those that come.
my @rules = (
	sub {	# a check that was missing, which everybody writes alike
		my ($lines, $at) = @_;
		my $indent = indent_of($lines->[$at]);
		my $value = pick('-EINVAL', '-ENOMEM', '-EINVAL', 'false');

		return (0, "${indent}if (!" . name_in($lines->[$at]) . ")\n",
			"$indent\treturn $value;\n");
	},
	sub {	# a bound
		my ($lines, $at) = @_;
		my $indent = indent_of($lines->[$at]);

		return (0, "${indent}if (" . name_in($lines->[$at]) . " > " . random(4096) .
			")\n", "$indent\tgoto " . pick('out', 'error', 'unlock') . ";\n");
	},
	sub {	# another expression
		my ($lines, $at) = @_;
		my $name = name_in($lines->[$at]);

		return (1, $lines->[$at] =~ s/\b\Q$name\E\b/$name . '_' . pick('safe', 'locked',
			'len', 'rcu')/er);
	},
	sub {	# a line less
		return (1);
	},
	sub {	# a helper, before the item that begins here
		my ($lines, $at) = @_;

		return (0, "\tlockdep_assert_held(&" . name_in($lines->[$at]) . "_lock);\n",
			"\tWRITE_ONCE(" . name_in($lines->[$at]) . ", " . random(100) . ");\n",
			"\tmemset(&entry, 0, sizeof(entry));\n");
	},
	sub {	# what stood first comes second
		my ($lines, $at) = @_;

		return (2, $lines->[$at + 1] // "\n", $lines->[$at]);
	},
);

# Change one file; what other places were written at moves along.
sub edit
{
	my ($name, $near) = @_;
	my $lines = $files{$name}{lines};
	my $at = statement($lines, $near) // return 0;
	my ($n_old, @new) = pick(@rules)->($lines, $at);

	return 0 if $at + $n_old > @$lines;
	return 0 if join('', @$lines[$at .. $at + $n_old - 1]) eq join('', @new);
	splice @$lines, $at, $n_old, @new;
	$fresh{$name} = [$at .. $at + ($#new > 0 ? $#new : 0)];
	return 1;
}

# One or two files; the first is near, if that is given, and there what was written last.
sub edit_some
{
	my ($near) = @_;
	my @names = tree_names();
	my %touched;

	for (1 .. 1 + random(2)) {
		my $name = $near // pick(@names);

		for (1 .. 1 + random(3)) {
			my $where = $near && $fresh{$name} ? pick(@{$fresh{$name}}) : undef;

			$touched{$name} = 1 if edit($name, $where);
		}
		undef $near;
	}
	return keys %touched;
}

# Any file of text.
sub pick_text
{
	return pick(grep { $_ ne $binary } tree_names());
}

# A path that is nowhere yet, beside another one.
sub new_name
{
	my ($beside) = @_;
	my ($area) = basename($beside) =~ /^(\w+)/;
	my $name;

	do {
		$name = dirname($beside) . "/$area" . '_part' . random(10000) . '.c';
	} while ($files{$name});
	return $name;
}

sub rename_file
{
	my ($old) = @_;
	my $new = new_name($old);

	$files{$new} = delete $files{$old};
	delete $fresh{$old};
	return ($old, $new);
}

# Each changes the tree; yields the names of the files that it has touched.
my %change = (
	added => sub {
		my $name = new_name(pick_text());

		put($name, made_file('part', 2 + random(6)));
		return ($name, random(2) ? edit_some() : ());
	},
	deleted => sub {
		my $name = pick_text();

		delete $files{$name};
		delete $fresh{$name};
		return ($name);
	},
	renamed => sub {
		return rename_file(pick_text());
	},
	moved => sub {
		my ($old, $new) = rename_file(pick_text());

		edit($new) for 1 .. 1 + random(3);
		return ($old, $new);
	},
	mode => sub {
		my $name = pick_text();
		my $file = $files{$name};

		$file->{mode} = $file->{mode} eq '100644' ? '100755' : '100644';
		return ($name);
	},
	replaced => sub {
		my $name = pick_text();
		my @kept = @{$files{$name}{lines}}[0 .. 2];

		put($name, [@kept, @{made_file('other', 4 + random(8))}], $files{$name}{mode});
		delete $fresh{$name};
		return ($name);
	},
	binary => sub {
		put($binary, made_bytes());
		return ($binary);
	},
);

sub shape
{
	my $at = random(100);

	for (my $i = 0; $i < @shapes; $i += 2) {
		return $shapes[$i] if ($at -= $shapes[$i + 1]) < 0;
	}
	return undef;
}

# Change the tree in some way, or, where near is given, this file where it was written last.
# Yields the names of the files that were touched, sorted; none, and nothing was changed.
sub change
{
	my ($near) = @_;
	my $shape = defined $near ? undef : shape();
	my %touched = map { $_ => 1 } $shape ? $change{$shape}->() : edit_some($near);

	return sort keys %touched;
}

1;
