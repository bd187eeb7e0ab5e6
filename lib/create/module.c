/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "create/module.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/run.h"
#include "create/descriptor.h"

#define MODULE_NAME_MAX 55	/* MODULE_NAME_LEN less the NUL */

static uint32_t hash(const char *text)
{
	uint32_t value = 2166136261u;	/* FNV-1a */

	for (; *text; text++)
		value = (value ^ (unsigned char)*text) * 16777619u;
	return value;
}

char *module_name(const char *id, const char *target)
{
	_cleanup_free_ char *name = xasprintf("suture_%s_%s", id, target);
	_cleanup_free_ char *plain = xstrdup(name);

	for (char *c = plain; *c; c++)
		if (!isalnum((unsigned char)*c))
			*c = '_';
	if (strlen(plain) <= MODULE_NAME_MAX)
		return take(plain);
	return xasprintf("%.*s_%08x", MODULE_NAME_MAX - 9, plain, hash(name));
}

/* What the stub itself may need, if this kernel exports it. */
static const char *const always[] = { "module_layout", "__fentry__", "__x86_return_thunk" };

static void write_version(FILE *stub, const struct symvers *symvers, const char *name)
{
	const struct export *export = symvers_find(symvers, name);

	if (export)
		fprintf(stub, "\t{ 0x%08x, \"%s\" },\n", export->crc, name);
}

static void write_versions(FILE *stub, const struct symvers *symvers, const char *const *names,
			   size_t n)
{
	fputs("#ifdef CONFIG_MODVERSIONS\n"
	      "static const struct modversion_info versions[]\n"
	      "\t__used __section(\"__versions\") = {\n", stub);
	for (size_t i = 0; i < ARRAY_SIZE(always); i++)
		write_version(stub, symvers, always[i]);
	for (size_t i = 0; i < n; i++)
		write_version(stub, symvers, names[i]);
	fputs("};\n#endif\n", stub);
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool seen_before(const struct symvers *symvers, const char *const *names, size_t i)
{
	const struct export *export = symvers_find(symvers, names[i]);

	for (size_t k = 0; k < i; k++) {
		const struct export *other = symvers_find(symvers, names[k]);

		if (!strcmp(export->module, other->module))
			return true;
	}
	return false;
}

static void write_depends(FILE *stub, const struct symvers *symvers, const char *const *names,
			  size_t n)
{
	fputs("MODULE_INFO(depends, \"suture", stub);
	for (size_t i = 0; i < n; i++) {
		const struct export *export = symvers_find(symvers, names[i]);

		if (strcmp(export->module, "vmlinux") && !seen_before(symvers, names, i))
			fprintf(stub, ",%s", base_name(export->module));
	}
	fputs("\");\n", stub);
}

static void write_namespaces(FILE *stub, const struct symvers *symvers, const char *const *names,
			     size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct export *export = symvers_find(symvers, names[i]);

		if (export->name_space[0])
			fprintf(stub, "MODULE_INFO(import_ns, \"%s\");\n", export->name_space);
	}
}

static void write_stub(FILE *stub, const struct module_input *input, const char *const *names,
		       size_t n)
{
	fputs("#define INCLUDE_VERMAGIC\n"
	      "#include <linux/module.h>\n"
	      "#include <linux/moduleparam.h>\n"
	      "#include <linux/vermagic.h>\n\n"
	      "MODULE_LICENSE(\"GPL\");\n"
	      "MODULE_INFO(vermagic, VERMAGIC_STRING);\n"
	      "MODULE_INFO(name, KBUILD_MODNAME);\n", stub);
	fprintf(stub, "MODULE_INFO(suture, \"%s\");\n", input->id);
	fputs("#ifdef CONFIG_RETPOLINE\nMODULE_INFO(retpoline, \"Y\");\n#endif\n"
	      "#ifdef CONFIG_MITIGATION_RETPOLINE\nMODULE_INFO(retpoline, \"Y\");\n#endif\n", stub);
	write_depends(stub, input->symvers, names, n);
	write_namespaces(stub, input->symvers, names, n);
	fputs("\n__visible struct module __this_module\n"
	      "\t__section(\".gnu.linkonce.this_module\") = {\n"
	      "\t.name = KBUILD_MODNAME,\n\t.arch = MODULE_ARCH_INIT,\n};\n\n", stub);
	write_versions(stub, input->symvers, names, n);
	/* The parameter leads the core to the descriptor; nobody may set it. */
	fputs("\nextern char " DESCRIPTOR_SYMBOL "[];\n"
	      "static int refuse(const char *value, const struct kernel_param *param)\n"
	      "{\n\treturn -EPERM;\n}\n"
	      "static const struct kernel_param_ops ops = { .set = refuse };\n"
	      "module_param_cb(" SUTURE_PARAM ", &ops, " DESCRIPTOR_SYMBOL ", 0);\n", stub);
}

static struct error *check_imports(const struct symvers *symvers, const char *const *names,
				   size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!symvers_find(symvers, names[i]))
			return error_refuse(SUTURE_REFUSAL_SYMBOL_UNKNOWN,
					    "nothing exports '%s', which the new code needs",
					    names[i]);
	return NULL;
}

static struct error *compile_stub(const struct module_input *input, const char *const *names,
				  size_t n)
{
	_cleanup_free_ char *source = xasprintf("%s/%s.mod.c", input->directory, input->name);
	_cleanup_free_ char *object = xasprintf("%s/%s.mod.o", input->directory, input->name);
	_cleanup_free_ char *text = NULL;
	size_t size = 0;
	FILE *stub = open_memstream(&text, &size);

	if (!stub)
		return error_errno("cannot write the module's stub");
	write_stub(stub, input, names, n);
	if (fclose(stub))
		return error_errno("cannot write the module's stub");
	try(file_write(source, text, size, 0644));
	return compile_module_source(input->compiler, input->name, source, object);
}

/* Names without directories, so that the result does not depend on where it is made. */
static struct error *link_parts(const struct module_input *input)
{
	_cleanup_free_ char *main_object = xasprintf("%s.main.o", input->name);
	_cleanup_free_ char *stub_object = xasprintf("%s.mod.o", input->name);
	_cleanup_free_ char *module = xasprintf("%s.ko", input->name);
	_cleanup_free_ char *script = worktree_file(input->compiler->worktree,
						    "scripts/module.lds");
	const char *const argv[] = { "ld", "-r", "-m", "elf_x86_64", "-z", "noexecstack",
				     "--build-id=sha1", "--strip-debug", "-T", script,
				     "-o", module, main_object, stub_object, NULL };
	const struct run_options options = { .directory = input->directory, .clean = true };
	_cleanup_free_ char *linked = xasprintf("%s/%s", input->directory, module);
	_cleanup_bytes_ struct bytes file = { 0 };

	try(run_checked(argv, &options));
	try(file_read(linked, &file));
	return file_write(input->output, file.data, file.size, 0644);
}

struct error *module_link(const struct writer *writer, const struct module_input *input)
{
	_cleanup_free_ char *path = xasprintf("%s/%s.main.o", input->directory, input->name);
	_cleanup_free_ const char **names = NULL;
	_cleanup_bytes_ struct bytes object = { 0 };
	size_t n = writer_undefined_names(writer, &names);

	try(check_imports(input->symvers, names, n));
	writer_finish(writer, &object);
	try(file_write(path, object.data, object.size, 0644));
	try(compile_stub(input, names, n));
	return link_parts(input);
}
