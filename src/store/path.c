/* path.c - an allow-list, since a list of what is forbidden is never complete. */
#include "store/path.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"

#define PART_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"
#define BASE32		"0123456789abcdefghjkmnpqrstvwxyz"

/* Windows takes "con", "CON.json" and "com1.tar.gz" for devices, whatever follows the first dot. */
static bool is_device(const char *part, size_t size)
{
	static const char *const devices[] = {"con", "prn", "aux", "nul"};
	size_t stem = 0;

	while (stem < size && part[stem] != '.')
		stem++;
	if (stem == 4 && part[3] >= '0' && part[3] <= '9')
		return strncasecmp(part, "com", 3) == 0 || strncasecmp(part, "lpt", 3) == 0;
	for (size_t i = 0; stem == 3 && i < sizeof devices / sizeof devices[0]; i++) {
		if (strncasecmp(part, devices[i], 3) == 0)
			return true;
	}
	return false;
}

static const char *part_fault(const char *part, size_t size)
{
	if (size == 0)
		return "holds an empty part";
	if (size > DKT_PART_MAX)
		return "holds a part of more than 120 characters";
	if (strspn(part, PART_CHARACTERS) < size)
		return "holds a character other than letters, digits, '.', '_' and '-'";
	if (part[0] == '.')
		return "holds a part that starts with a dot";
	if (part[0] == '-')
		return "holds a part that starts with a hyphen";
	if (part[size - 1] == '.')
		return "holds a part that ends with a dot";
	if (is_device(part, size))
		return "holds a name that Windows keeps for a device";
	return NULL;
}

const char *dkt_path_fault(const char *path)
{
	if (dkt_streq(path, ".gitattributes") || dkt_streq(path, ".gitignore"))
		return NULL;
	if (strlen(path) > DKT_PATH_MAX)
		return "is longer than 240 characters";
	for (;;) {
		size_t size = strcspn(path, "/");
		const char *fault = part_fault(path, size);

		if (fault != NULL || path[size] == '\0')
			return fault;
		path += size + 1;
	}
}

bool dkt_is_submission_id(const char *id)
{
	return dkt_starts(id, "s-") && strspn(id + 2, BASE32) == 7 && id[9] == '-' &&
	       strspn(id + 10, "0123456789") == 2 && id[12] == '\0';
}
