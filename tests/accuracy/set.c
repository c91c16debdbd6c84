/* set.c - the measured set from its folder: pools first, then pages, in order of their names. */
#include "set.h"

#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/str.h"

#define MAX_POOLS 10
#define MAX_FILES 60
#define MAX_FILE  ((size_t)2 << 20)

_Noreturn void acc_die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)fputs("accuracy: ", stderr);
	(void)vfprintf(stderr, format, args);
	(void)fputc('\n', stderr);
	va_end(args);
	exit(2);
}

bool acc_is(const char *want, const char *got)
{
	size_t n = strlen(got);

	for (; want != NULL; want = strchr(want, '|') == NULL ? NULL : strchr(want, '|') + 1) {
		if (strncmp(want, got, n) == 0 && (want[n] == '\0' || want[n] == '|'))
			return true;
	}
	return false;
}

/* --- files --- */

static const char *read_file(struct acc_set *set, const char *from, const char *name)
{
	DKT_AUTO(buf) struct dkt_buf bytes = DKT_BUF_INIT(MAX_FILE);
	struct dkt_err err = DKT_ERR_INIT;
	const char *path = dkt_arena_printf(set->arena, "%s/%s", from, name);

	if (dkt_file_read(path, MAX_FILE, &bytes, &err) < 0)
		acc_die("%s", err.text);
	return dkt_arena_dup(set->arena, dkt_buf_str(&bytes), bytes.size);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static size_t list(struct acc_set *set, const char *from, const char *names[MAX_FILES])
{
	DIR *dir = opendir(from);
	size_t n = 0;

	if (dir == NULL)
		acc_die("%s cannot be opened", from);
	for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
		if (n < MAX_FILES &&
		    (dkt_ends(entry->d_name, ".pool") || dkt_ends(entry->d_name, ".pages")))
			names[n++] = dkt_arena_dups(set->arena, entry->d_name);
	}
	(void)closedir(dir);
	qsort(names, n, sizeof names[0], by_name);
	return n;
}

static void make_dir(const struct acc_set *set, const char *name)
{
	struct dkt_err err = DKT_ERR_INIT;

	if (dkt_dir_make(dkt_arena_printf(set->arena, "%s/%s", set->dir, name), &err) < 0)
		acc_die("%s", err.text);
}

void acc_set_read(struct acc_set *set, const char *from, const char *dir)
{
	const char *names[MAX_FILES];
	size_t n;

	*set = (struct acc_set){.arena = dkt_arena_new(),
				.dir = dir,
				.names = DKT_BUF_INIT(MAX_FILE),
				.routes = DKT_BUF_INIT(MAX_FILE)};
	set->pages = DKT_NEW_N(set->arena, struct acc_page, ACC_MAX_PAGES + 1);
	set->pools = DKT_NEW_N(set->arena, struct acc_pool, MAX_POOLS);
	make_dir(set, "pages");
	make_dir(set, "captures");
	n = list(set, from, names);
	for (size_t i = 0; i < n; i++) {
		if (dkt_ends(names[i], ".pool"))
			acc_pool_read(set,
				      dkt_arena_dup(set->arena, names[i], strlen(names[i]) - 5),
				      read_file(set, from, names[i]));
	}
	for (size_t i = 0; i < n; i++) {
		if (!dkt_ends(names[i], ".pool"))
			acc_pages_read(set, names[i], read_file(set, from, names[i]));
	}
	for (size_t i = 0; i < set->n_pages; i++)
		acc_draw_quotes(set, &set->pages[i]);
	acc_site_write(set);
}

void acc_set_clear(struct acc_set *set)
{
	dkt_map_clear(&set->defs);
	dkt_map_clear(&set->hosts);
	dkt_buf_clear(&set->names);
	dkt_buf_clear(&set->routes);
	dkt_arena_free(set->arena);
}
