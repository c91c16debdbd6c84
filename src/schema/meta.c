/*
 * meta.c - the meta-schemas by their URIs.
 *
 * A file's place below meta/ is the end of its URI: those of 2019-09 and later are at https, in
 * "draft/", the earlier ones at http.
 */
#include "schema/meta.h"

#include <string.h>

#include "base/str.h"

static const char *path_of(const char *uri)
{
	static const char *const sites[] = {"https://json-schema.org/", "http://json-schema.org/"};
	const char *path;

	for (size_t i = 0; i < 2; i++) {
		if (!dkt_starts(uri, sites[i]))
			continue;
		path = uri + strlen(sites[i]);
		return dkt_starts(path, "draft/") == (i == 0) ? path : NULL;
	}
	return NULL;
}

const struct dkt_meta *dkt_meta_find(const char *uri)
{
	const char *path = path_of(uri);

	for (size_t i = 0; path != NULL && i < dkt_n_metas; i++) {
		size_t size = strlen(dkt_metas[i].name) - strlen(".json");

		if (strlen(path) == size && memcmp(dkt_metas[i].name, path, size) == 0)
			return &dkt_metas[i];
	}
	return NULL;
}
