// SPDX-License-Identifier: GPL-2.0
#include <linux/elf.h>
#include <linux/kernfs.h>
#include <linux/kobject.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

#include "notes.h"

#define BUILD_ID_TYPE 3		/* NT_GNU_BUILD_ID of the GNU ABI notes */

static const char gnu[] = "GNU";

/* The descriptor of the note at *offset, which moves on to the next one. */
static const void *note_next(const u8 *notes, size_t size, size_t *offset, Elf64_Nhdr *head)
{
	size_t name = *offset + sizeof(*head), content;

	if (name > size)
		return NULL;
	memcpy(head, notes + *offset, sizeof(*head));
	content = name + ALIGN((u64)head->n_namesz, 4);
	*offset = content + ALIGN((u64)head->n_descsz, 4);
	if (*offset > size)
		return NULL;
	return notes + content;
}

static bool is_build_id(const Elf64_Nhdr *head, const u8 *content)
{
	return head->n_type == BUILD_ID_TYPE && head->n_descsz == SUTURE_BUILD_ID_MAX &&
	       head->n_namesz == sizeof(gnu) && !memcmp(content - sizeof(gnu), gnu, sizeof(gnu));
}

static int notes_find_build_id(const u8 *notes, size_t size, u8 *id)
{
	size_t offset = 0;
	Elf64_Nhdr head;
	const u8 *content;

	while ((content = note_next(notes, size, &offset, &head))) {
		if (!is_build_id(&head, content))
			continue;
		memcpy(id, content, SUTURE_BUILD_ID_MAX);
		return 0;
	}
	return -ENOENT;
}

static int attribute_find_build_id(struct kobject *kobj, struct bin_attribute *attribute, u8 *id)
{
	u8 *notes;
	int error;

	if (!attribute->read || !attribute->size || attribute->size > SZ_64K)
		return -ENOENT;
	notes = kvmalloc(attribute->size, GFP_KERNEL);
	if (!notes)
		return -ENOMEM;
	error = -ENOENT;
	if (attribute->read(NULL, kobj, attribute, notes, 0, attribute->size) == attribute->size)
		error = notes_find_build_id(notes, attribute->size, id);
	kvfree(notes);
	return error;
}

/* For a binary file of sysfs, the node's private pointer is its attribute. */
static int file_find_build_id(struct kobject *kobj, struct kernfs_node *directory,
			      const char *name, u8 *id)
{
	struct kernfs_node *file = kernfs_find_and_get(directory, name);
	int error;

	if (!file)
		return -ENOENT;
	error = -ENOENT;
	if (kernfs_type(file) == KERNFS_FILE)
		error = attribute_find_build_id(kobj, file->priv, id);
	kernfs_put(file);
	return error;
}

int kernel_build_id(u8 *id)
{
	return file_find_build_id(kernel_kobj, kernel_kobj->sd, "notes", id);
}

int module_build_id(const struct module *module, u8 *id)
{
	struct kobject *kobj = (struct kobject *)&module->mkobj.kobj;
	struct kernfs_node *directory;
	int error;

	if (!kobj->sd)
		return -ENOENT;
	directory = kernfs_find_and_get(kobj->sd, "notes");
	if (!directory)
		return -ENOENT;
	error = file_find_build_id(kobj, directory, ".note.gnu.build-id", id);
	kernfs_put(directory);
	return error;
}
