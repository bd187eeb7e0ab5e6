/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file of SQLite: disks, copies, damage, permissions. */
#include "things.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "db/driver.h"

/* ---- a disk that is full, and one that counts: SQLite calls these ---- */

static bool is_full;
static unsigned int n_syncs;

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset);
int fdatasync(int fd);

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset)
{
	if (is_full) {
		errno = ENOSPC;
		return -1;
	}
	return syscall(SYS_pwrite64, fd, data, size, offset);
}

int fdatasync(int fd)
{
	n_syncs++;
	return (int)syscall(SYS_fdatasync, fd);
}

/* ---- SQLite ---- */

static char *path_in(const struct database *place, const char *name)
{
	return xasprintf("%s/%s", place->directory, name);
}

static struct error *open_path(const char *path)
{
	_cleanup_free_ char *url = xasprintf("sqlite://%s", path);
	_cleanup_db_ struct db *db = NULL;

	return db_open(url, &db);
}

static void a_commit_is_synced(void **state)
{
	struct db *db = ((struct database *)*state)->db;
	unsigned int before;

	things_make(db);
	before = n_syncs;
	database_must(things_add(db, "a", 1));
	assert_true(n_syncs > before);
	before = n_syncs;
	database_must(db_begin(db));
	database_must(things_add(db, "b", 1));
	database_must(things_add(db, "c", 1));
	assert_int_equal(n_syncs, before);
	database_must(db_commit(db));
	assert_true(n_syncs > before);
}

static void its_files_are_its_owner_s(void **state)
{
	const struct database *place = *state;
	static const char *const names[] = { "a.db", "a.db-wal", "a.db-shm" };

	things_make(place->db);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		_cleanup_free_ char *path = path_in(place, names[i]);
		struct stat status;

		assert_int_equal(stat(path, &status), 0);
		assert_int_equal(status.st_mode & 0777, 0600);
	}
}

/* One writes all the time; the copy is of one moment. */
static void *write_pairs(void *place)
{
	struct db *db = NULL;
	_cleanup_error_ struct error *error = db_open(((struct database *)place)->url, &db);

	for (int64_t i = 0; !error && i < 400; i++) {
		error = db_begin(db);
		if (!error)
			error = things_add(db, NULL, i);
		if (!error)
			error = things_add(db, NULL, -i);
		if (!error)
			error = db_commit(db);
	}
	if (error)
		error_print(error, stderr);
	db_close(db);
	return error ? NULL : place;
}

static void expect_copy(const char *path, int64_t least)
{
	_cleanup_free_ char *url = xasprintf("sqlite://%s", path);
	_cleanup_db_ struct db *db = NULL;
	_cleanup_rows_ struct db_rows *rows = NULL;

	database_must(db_open(url, &db));
	assert_true(things_count(db) >= least);
	assert_int_equal(things_number(db, "SELECT SUM(n) FROM thing"), 0);
	assert_int_equal(things_count(db) % 2, 1);
	database_must(db_migrate(db, things, ARRAY_SIZE(things)));
	database_must(db_query(db, "PRAGMA integrity_check", DB_NO_VALUES, &rows));
	assert_true(rows_next(rows));
	assert_string_equal(rows_text(rows, 0), "ok");
}

static void it_is_copied_while_it_is_written(void **state)
{
	struct database *place = *state;
	_cleanup_free_ char *path = path_in(place, "copy");
	int64_t n = 0;
	pthread_t writer;
	void *result = NULL;

	things_make(place->db);
	database_must(things_add(place->db, "first", 0));
	assert_int_equal(pthread_create(&writer, NULL, write_pairs, place), 0);
	for (int i = 0; i < 10; i++) {
		n = things_count(place->db);
		database_must(db_back_up(place->db, path));
		expect_copy(path, n);
	}
	pthread_join(writer, &result);
	assert_non_null(result);
	database_must(db_back_up(place->db, path));
	expect_copy(path, 801);
}

static void a_copy_is_complete_or_not_there(void **state)
{
	struct database *place = *state;
	_cleanup_free_ char *path = path_in(place, "copies/copy");
	_cleanup_free_ char *directory = path_in(place, "copies");
	_cleanup_free_ char *left = path_in(place, "copies/copy.new.1234");
	struct stat status;

	things_make(place->db);
	database_must(things_add(place->db, NULL, 0));
	database_must(directory_make(directory));
	is_full = true;
	database_refused(db_back_up(place->db, path), SUTURE_REFUSAL_NO_SPACE);
	is_full = false;
	/* The directory is empty. */
	assert_int_equal(rmdir(directory), 0);
	database_must(directory_make(directory));
	database_must(file_write(left, "left over", 9, 0600));
	database_must(db_back_up(place->db, path));
	assert_false(file_exists(left));
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(directory), 0);
}

static void a_full_disk_is_told(void **state)
{
	struct db *db = ((struct database *)*state)->db;

	things_make(db);
	database_must(things_add(db, "a", 1));
	is_full = true;
	database_refused(things_add(db, "b", 1), SUTURE_REFUSAL_NO_SPACE);
	database_must(db_begin(db));
	database_refused(things_add(db, "c", 1) ?: db_commit(db), SUTURE_REFUSAL_NO_SPACE);
	db_rollback(db);
	assert_int_equal(things_count(db), 1);
	is_full = false;
	database_must(things_add(db, "d", 1));
	assert_int_equal(things_count(db), 2);
}

static void a_file_that_may_not_grow_is_told(void **state)
{
	struct db *db = ((struct database *)*state)->db;
	struct rlimit before, small = { 1 << 16, 1 << 16 };
	struct error *error = NULL;
	int64_t n = 0;

	things_make(db);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small.rlim_max = before.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	while (!(error = things_add(db, NULL, n)) && n < 1000)
		n++;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	database_refused(error, SUTURE_REFUSAL_DATABASE);
	assert_true(n > 0);
	assert_int_equal(things_count(db), n);
	database_must(things_add(db, NULL, n));
}

static void reopen(struct database *place)
{
	db_close(take(place->db));
	database_must(db_open(place->url, &place->db));
}

static void overwrite(const struct database *place, off_t offset, off_t size)
{
	_cleanup_free_ char *path = path_in(place, "a.db");
	_cleanup_close_ int fd = open(path, O_RDWR);

	assert_true(fd >= 0);
	for (off_t i = 0; i < size; i++)
		assert_int_equal(pwrite(fd, "\x5a", 1, offset + i), 1);
}

static void a_damaged_file_is_told(void **state)
{
	struct database *place = *state;
	_cleanup_free_ char *path = path_in(place, "a.db");
	struct stat status;

	things_make(place->db);
	for (int64_t i = 0; i < 2000; i++) {
		database_must(db_begin(place->db));
		for (int64_t end = i + 500; i < end; i++)
			database_must(things_add(place->db, NULL, i));
		database_must(db_commit(place->db));
	}
	reopen(place);
	db_close(take(place->db));
	assert_int_equal(stat(path, &status), 0);
	overwrite(place, 4096, status.st_size - 4096);
	database_must(db_open(place->url, &place->db));
	database_refused(db_run(place->db, "SELECT SUM(n) FROM thing", DB_NO_VALUES, NULL),
			 SUTURE_REFUSAL_DATABASE);
	db_close(take(place->db));
	overwrite(place, 0, 100);
	database_refused(open_path(path), SUTURE_REFUSAL_DATABASE);
}

static void another_program_s_file_is_refused(void **state)
{
	struct database *place = *state;
	_cleanup_free_ char *path = path_in(place, "a.db");
	_cleanup_bytes_ struct bytes before = {}, after = {};

	things_make(place->db);
	things_run(place->db, "PRAGMA application_id = 7");
	db_close(take(place->db));
	database_must(file_read(path, &before));
	database_refused(open_path(path), SUTURE_REFUSAL_DATABASE);
	database_must(file_read(path, &after));
	assert_int_equal(before.size, after.size);
	assert_memory_equal(before.data, after.data, after.size);
	database_must(file_write(path, "this is no database, but a text of more than 16 bytes", 53,
				 0600));
	database_refused(open_path(path), SUTURE_REFUSAL_DATABASE);
}

/* root may all; nobody may not. */
static void refused_to_nobody(const char *path)
{
	const bool is_root = geteuid() == 0;
	struct error *error;

	if (is_root)
		assert_int_equal(seteuid(65534), 0);
	error = open_path(path);
	if (is_root)
		assert_int_equal(seteuid(0), 0);
	database_refused(error, SUTURE_REFUSAL_DATABASE);
}

static void permission_is_needed(void **state)
{
	struct database *place = *state;
	_cleanup_free_ char *path = path_in(place, "a.db");
	_cleanup_free_ char *missing = path_in(place, "missing/a.db");
	_cleanup_free_ char *directory = path_in(place, "closed");
	_cleanup_free_ char *closed = path_in(place, "closed/a.db");

	db_close(take(place->db));
	assert_int_equal(chmod(place->directory, 0755), 0);
	assert_int_equal(mkdir(directory, 0555), 0);
	database_refused(open_path(missing), SUTURE_REFUSAL_DATABASE);
	refused_to_nobody(closed);
	assert_int_equal(chmod(path, 0), 0);
	refused_to_nobody(path);
	/* What can be read alone is of no use, though its log could be made. */
	assert_int_equal(chmod(place->directory, 0777), 0);
	assert_int_equal(chmod(path, 0444), 0);
	refused_to_nobody(path);
}

/* Whatever part of the log a failure of the power has left: the file opens and has a beginning. */
static void any_beginning_of_the_log_is_a_database(void **state)
{
	struct database *place = *state;
	_cleanup_free_ char *path = path_in(place, "a.db"), *log = path_in(place, "a.db-wal");
	_cleanup_free_ char *cut = path_in(place, "cut.db"),
			    *cut_log = path_in(place, "cut.db-wal");
	_cleanup_free_ char *cut_url = xasprintf("sqlite://%s", cut);
	_cleanup_bytes_ struct bytes file = {}, full = {};
	int64_t before = 0;

	things_make(place->db);
	reopen(place);
	for (int64_t i = 0; i < 10; i++)
		database_must(things_add(place->db, NULL, i));
	database_must(file_read(path, &file));
	database_must(file_read(log, &full));
	for (size_t size = 0; size <= full.size; size += 1031) {
		_cleanup_db_ struct db *db = NULL;
		int64_t n;

		database_must(file_write(cut, file.data, file.size, 0600));
		database_must(file_write(cut_log, full.data, size, 0600));
		database_must(db_open(cut_url, &db));
		n = things_count(db);
		assert_true(n == before || n == before + 1);
		before = n;
	}
	assert_true(before >= 9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SQLITE(a_commit_is_synced),
		SQLITE(its_files_are_its_owner_s),
		SQLITE(it_is_copied_while_it_is_written),
		SQLITE(a_copy_is_complete_or_not_there),
		SQLITE(a_full_disk_is_told),
		SQLITE(a_file_that_may_not_grow_is_told),
		SQLITE(a_damaged_file_is_told),
		SQLITE(another_program_s_file_is_refused),
		SQLITE(permission_is_needed),
		SQLITE(any_beginning_of_the_log_is_a_database),
	};

	things_skip();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
