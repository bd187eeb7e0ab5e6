// SPDX-License-Identifier: GPL-2.0
#include <linux/kobject.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "sysfs.h"
#include "update.h"

static struct kobject *root, *list;

static ssize_t version_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", SUTURE_FORMAT);
}

static struct kobj_attribute version_attribute = __ATTR_RO(version);

static ssize_t state_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	struct update *update = container_of(kobj, struct update, kobj);
	bool applied;

	mutex_lock(&state_lock);
	applied = is_applied(update);
	mutex_unlock(&state_lock);
	return sysfs_emit(buf, "%s\n", applied ? "applied" : "staged");
}

static struct kobj_attribute state_attribute = __ATTR_RO(state);

static struct attribute *update_attributes[] = { &state_attribute.attr, NULL };

/* Lists may be longer than the page that an ordinary attribute has. */
struct text {
	char *bytes;	/* NULL: count only */
	size_t size, length;
};

static __printf(2, 3) void text_add(struct text *text, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	text->length += vsnprintf(text->bytes ? text->bytes + text->length : NULL,
				  text->bytes ? text->size - text->length : 0, format, arguments);
	va_end(arguments);
}

static void print_target(struct text *text, const struct part *part)
{
	text_add(text, "%s\n", text_at(part->descriptor->target));
}

static void print_module(struct text *text, const struct part *part)
{
	text_add(text, "%s\n", part->module->name);
}

static void print_functions(struct text *text, const struct part *part)
{
	const struct suture_update *d = part->descriptor;
	const struct suture_function *f = DESCRIPTOR_ARRAY(struct suture_function, d, functions);
	unsigned int i;

	for (i = 0; i < d->n_functions; i++)
		text_add(text, "%s %s %u %u\n", text_at(d->target), text_at(f[i].name),
			 f[i].old_size, f[i].new_size);
}

typedef void (*print_part)(struct text *text, const struct part *part);

static void print_parts(struct text *text, const struct update *update, print_part print)
{
	struct part *part;

	text->length = 0;
	for_each_part(part, update)
		print(text, part);
}

/* Twice the same under one lock: first to count, then to print. */
static int text_print(struct text *text, const struct update *update, print_part print)
{
	int error = 0;

	mutex_lock(&state_lock);
	print_parts(text, update, print);
	text->size = text->length + 1;
	text->bytes = kvzalloc(text->size, GFP_KERNEL);
	if (text->bytes)
		print_parts(text, update, print);
	else
		error = -ENOMEM;
	mutex_unlock(&state_lock);
	return error;
}

static ssize_t parts_read(struct kobject *kobj, char *buf, loff_t offset, size_t count,
			  print_part print)
{
	struct text text = {};
	ssize_t n = text_print(&text, container_of(kobj, struct update, kobj), print);

	if (!n)
		n = memory_read_from_buffer(buf, count, &offset, text.bytes, text.length);
	kvfree(text.bytes);
	return n;
}

static ssize_t targets_read(struct file *file, struct kobject *kobj, struct bin_attribute *attr,
			    char *buf, loff_t offset, size_t count)
{
	return parts_read(kobj, buf, offset, count, print_target);
}

static ssize_t modules_read(struct file *file, struct kobject *kobj, struct bin_attribute *attr,
			    char *buf, loff_t offset, size_t count)
{
	return parts_read(kobj, buf, offset, count, print_module);
}

static ssize_t functions_read(struct file *file, struct kobject *kobj, struct bin_attribute *attr,
			      char *buf, loff_t offset, size_t count)
{
	return parts_read(kobj, buf, offset, count, print_functions);
}

static BIN_ATTR_RO(targets, 0);
static BIN_ATTR_RO(modules, 0);
static BIN_ATTR_RO(functions, 0);

static struct bin_attribute *update_lists[] = {
	&bin_attr_targets, &bin_attr_modules, &bin_attr_functions, NULL,
};

static const struct attribute_group update_group = {
	.attrs = update_attributes,
	.bin_attrs = update_lists,
};

static const struct attribute_group *update_groups[] = { &update_group, NULL };

static void update_free(struct kobject *kobj)
{
	kfree(container_of(kobj, struct update, kobj));
}

static const struct kobj_type update_type = {
	.release = update_free,
	.sysfs_ops = &kobj_sysfs_ops,
	.default_groups = update_groups,
};

int sysfs_add_update(struct update *update)
{
	int error = kobject_init_and_add(&update->kobj, (struct kobj_type *)&update_type, list,
					 "%s", update->id);

	if (error)
		kobject_put(&update->kobj);
	return error;
}

void sysfs_remove_update(struct update *update)
{
	kobject_del(&update->kobj);
	kobject_put(&update->kobj);
}

int sysfs_init(void)
{
	root = kobject_create_and_add("suture", kernel_kobj);
	if (!root)
		return -ENOMEM;
	list = kobject_create_and_add("updates", root);
	if (list && !sysfs_create_file(root, &version_attribute.attr))
		return 0;
	sysfs_exit();
	return -ENOMEM;
}

void sysfs_exit(void)
{
	kobject_put(list);
	kobject_put(root);
}
