/* builtin.c - the embedded schemas, compiled for each use: it happens a few times a run at most. */
#include "flow/builtin.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/str.h"
#include "schema/schema.h"

#include "base/banned.h"

void dkt_builtin_check(const char *name, const struct dkt_node *value, struct dkt_report *report)
{
	struct dkt_check_options options = {.assert_formats = true, .pointer_prefix = ""};
	struct dkt_schemas *schemas = dkt_schemas_new();
	struct dkt_report *own = dkt_report_new();
	const struct dkt_schema *schema;
	char path[128];

	for (size_t i = 0; i < dkt_n_builtins; i++) {
		if (dkt_starts(dkt_builtins[i].name, "schemas/docket/"))
			(void)dkt_schemas_add(schemas, dkt_builtins[i].name, dkt_builtins[i].bytes,
					      dkt_builtins[i].size, own);
	}
	(void)snprintf(path, sizeof path, "schemas/docket/%s.schema.json", name);
	schema = dkt_schemas_compile(schemas, path, own);
	if (schema == NULL) {
		(void)fprintf(stderr, "docket: the built-in schema %s does not compile\n", path);
		abort();
	}
	(void)dkt_schema_check(schema, value, &options, report);
	dkt_report_free(own);
	dkt_schemas_free(schemas);
}
