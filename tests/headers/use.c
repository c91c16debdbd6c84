/* use.c - a program that knows nothing of Docket but its installed headers: it compiles a schema
 * and checks two texts. */
#include <stdio.h>
#include <string.h>

#include <docket/docket.h>

static const char schema[] =
	"{\"type\": \"object\", \"required\": [\"name\"], \"additionalProperties\": false,"
	" \"properties\": {\"name\": {\"type\": \"string\"}}}";
static const char good[] = "{\"name\": \"Lantern\"}";
static const char bad[] = "{\"nam\": \"Lantern\"}";

int main(void)
{
	struct dkt_report *report = dkt_report_new();
	struct dkt_validator *validator =
		dkt_validator_new("place.json", schema, strlen(schema), NULL, NULL, report);
	int failed = validator == NULL;

	if (validator != NULL) {
		failed +=
			!dkt_validator_check(validator, "good.json", good, strlen(good), 0, report);
		failed += dkt_report_count(report, DKT_ERROR) != 0;
		failed += dkt_validator_check(validator, "bad.json", bad, strlen(bad), 0, report);
		failed += dkt_report_count(report, DKT_ERROR) == 0;
		(void)printf("libdocket %s: %s\n", dkt_version(),
			     dkt_report_at(report, 0)->sentence);
	}
	dkt_validator_free(validator);
	dkt_report_free(report);
	return failed;
}
