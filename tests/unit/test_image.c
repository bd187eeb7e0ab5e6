// SPDX-License-Identifier: GPL-2.0-or-later
/* Kernel images: plain and in boot images of every format, whole and damaged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <lz4.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include "kernel/image.h"
#include "vmlinux_maker.h"

#define ROOM 65536

static struct bytes copy(const void *data, size_t size)
{
	struct bytes bytes = { .data = xcalloc(size + 1, 1), .size = size };

	memcpy(bytes.data, data, size);
	return bytes;
}

static struct image *open_whole(struct bytes file)
{
	struct image *image = NULL;
	struct error *error = image_parse("test", &file, &image);

	if (error)
		error_print(error, stderr);
	assert_null(error);
	assert_null(file.data);
	return image;
}

static void assert_unreadable(struct bytes file)
{
	struct image *image = NULL;
	struct error *error = image_parse("test", &file, &image);

	assert_non_null(error);
	assert_int_equal(error->refusal, SUTURE_REFUSAL_IMAGE_UNREADABLE);
	assert_null(image);
	error_free(error);
}

static void assert_content(const struct image *image)
{
	const struct image_section *text = image_section(image, ".text");
	const unsigned char *bytes;

	assert_non_null(text);
	assert_true(is_image_text(text));
	assert_int_equal(text->address, VMLINUX_TEXT);
	assert_int_equal(image->n_loaded, 3);
	assert_ptr_equal(image->loaded[0], text);
	bytes = image_bytes(image, VMLINUX_TEXT + 2, 6);
	assert_memory_equal(bytes, vmlinux_text + 2, 6);
	assert_int_equal(image->build_id_size, 20);
	assert_int_equal(image->build_id[0], 1);
	assert_int_equal(image->build_id[19], 20);
	assert_string_equal(image_banner(image), VMLINUX_BANNER);
}

static void test_plain(void **state)
{
	struct vmlinux_file file = vmlinux_make();
	_cleanup_image_ struct image *image = open_whole(copy(&file, sizeof(file)));

	(void)state;
	assert_content(image);
	assert_null(image_section(image, ".tex"));
}

static void test_bytes_are_bounded(void **state)
{
	struct vmlinux_file file = vmlinux_make();
	_cleanup_image_ struct image *image = open_whole(copy(&file, sizeof(file)));
	const uint64_t size = sizeof(vmlinux_text);

	(void)state;
	assert_non_null(image_bytes(image, VMLINUX_TEXT, size));
	assert_null(image_bytes(image, VMLINUX_TEXT, size + 1));
	assert_null(image_bytes(image, VMLINUX_TEXT + 1, UINT64_MAX));
	assert_null(image_bytes(image, VMLINUX_TEXT + size, 0));
	assert_null(image_bytes(image, VMLINUX_TEXT - 1, 1));
	assert_null(image_bytes(image, VMLINUX_BSS, 1));
	assert_non_null(image_section_at(image, VMLINUX_BSS + VMLINUX_BSS_SIZE - 1));
	assert_null(image_section_at(image, VMLINUX_BSS + VMLINUX_BSS_SIZE));
	assert_null(image_section_at(image, 0));
}

/* ---- boot images: one packer a format; each returns the packed size ---- */

static size_t pack_gzip(const void *data, size_t size, unsigned char *out)
{
	z_stream stream = { 0 };
	size_t packed;

	assert_int_equal(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, 0), Z_OK);
	stream.next_in = (unsigned char *)data;
	stream.avail_in = size;
	stream.next_out = out;
	stream.avail_out = ROOM;
	assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
	packed = stream.total_out;
	deflateEnd(&stream);
	return packed;
}

static size_t pack_xz(const void *data, size_t size, unsigned char *out)
{
	size_t packed = 0;

	assert_int_equal(lzma_easy_buffer_encode(6, LZMA_CHECK_CRC32, NULL, data, size, out,
						 &packed, ROOM),
			 LZMA_OK);
	return packed;
}

static size_t pack_lzma(const void *data, size_t size, unsigned char *out)
{
	lzma_stream stream = LZMA_STREAM_INIT;
	lzma_options_lzma options;
	size_t packed;

	assert_false(lzma_lzma_preset(&options, 6));
	assert_int_equal(lzma_alone_encoder(&stream, &options), LZMA_OK);
	stream.next_in = data;
	stream.avail_in = size;
	stream.next_out = out;
	stream.avail_out = ROOM;
	assert_int_equal(lzma_code(&stream, LZMA_FINISH), LZMA_STREAM_END);
	packed = stream.total_out;
	lzma_end(&stream);
	return packed;
}

static size_t pack_zstd(const void *data, size_t size, unsigned char *out)
{
	size_t packed = ZSTD_compress(out, ROOM, data, size, 3);

	assert_false(ZSTD_isError(packed));
	return packed;
}

static size_t lz4_block(const void *data, size_t size, unsigned char *out)
{
	int packed = LZ4_compress_default(data, (char *)out + 4, size, ROOM / 2);

	assert_true(packed > 0);
	vmlinux_put32(out, packed);
	return packed + 4;
}

/* Two blocks, as a kernel of more than 8 MB has them. */
static size_t pack_lz4(const void *data, size_t size, unsigned char *out)
{
	size_t at = 4, half = size / 2;

	vmlinux_put32(out, 0x184c2102);
	at += lz4_block(data, half, out + at);
	return at + lz4_block((const char *)data + half, size - half, out + at);
}

static const struct packer {
	size_t (*pack)(const void *data, size_t size, unsigned char *out);
	int append_size;
} packers[] = {
	{ pack_gzip, 0 }, { pack_xz, 1 }, { pack_lzma, 1 }, { pack_zstd, 1 }, { pack_lz4, 1 },
};

static struct bytes boot_image(const struct packer *packer)
{
	struct vmlinux_file file = vmlinux_make();
	unsigned char packed[ROOM];
	size_t size = packer->pack(&file, sizeof(file), packed);

	return bootimage_make(packed, size, sizeof(file), packer->append_size);
}

static void test_boot_images(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(packers); i++) {
		_cleanup_image_ struct image *image = open_whole(boot_image(&packers[i]));

		assert_content(image);
	}
}

static void test_cut_off(void **state)
{
	struct vmlinux_file file = vmlinux_make();

	(void)state;
	for (size_t size = 0; size < sizeof(file); size++)
		assert_unreadable(copy(&file, size));
	for (size_t i = 0; i < ARRAY_SIZE(packers); i++) {
		_cleanup_bytes_ struct bytes whole = boot_image(&packers[i]);

		for (size_t size = 0; size < whole.size; size++)
			assert_unreadable(copy(whole.data, size));
	}
}

/* Whatever a flipped bit does, it neither crashes nor passes for more than it is. */
static void test_flipped_bits(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(packers); i++) {
		_cleanup_bytes_ struct bytes whole = boot_image(&packers[i]);

		for (size_t bit = 0x1f0 * 8; bit < whole.size * 8; bit += 13) {
			struct bytes file = copy(whole.data, whole.size);
			struct image *image = NULL;

			file.data[bit / 8] ^= 1 << bit % 8;
			error_free(image_parse("test", &file, &image));
			image_close(image);
		}
	}
}

static void test_size_must_be_right(void **state)
{
	struct vmlinux_file file = vmlinux_make();
	unsigned char packed[ROOM];
	size_t size = pack_zstd(&file, sizeof(file), packed);

	(void)state;
	assert_unreadable(bootimage_make(packed, size, sizeof(file) - 1, 1));
	assert_unreadable(bootimage_make(packed, size, sizeof(file) + 1, 1));
	assert_unreadable(bootimage_make(packed, size, UINT32_MAX, 1));
}

static void test_foreign_files(void **state)
{
	struct vmlinux_file object = vmlinux_make(), overlap = vmlinux_make(),
			    names = vmlinux_make(), wrap = vmlinux_make();
	_cleanup_bytes_ struct bytes old = boot_image(&packers[0]);

	(void)state;
	object.header.e_type = ET_REL;
	assert_unreadable(copy(&object, sizeof(object)));
	overlap.sections[4].sh_addr = VMLINUX_TEXT + 8;
	assert_unreadable(copy(&overlap, sizeof(overlap)));
	names.sections[1].sh_name = sizeof(vmlinux_names);
	assert_unreadable(copy(&names, sizeof(names)));
	wrap.sections[4].sh_addr = UINT64_MAX - 8;
	assert_unreadable(copy(&wrap, sizeof(wrap)));
	old.data[0x206] = 7;
	assert_unreadable(copy(old.data, old.size));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_bytes_are_bounded),
		cmocka_unit_test(test_boot_images),
		cmocka_unit_test(test_cut_off),
		cmocka_unit_test(test_flipped_bits),
		cmocka_unit_test(test_size_must_be_right),
		cmocka_unit_test(test_foreign_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
