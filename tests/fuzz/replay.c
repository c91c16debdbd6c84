/* replay.c - runs a fuzz target over the files of a folder, so that every input once found is a
 * test. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static int replay(const char *dir, const char *name)
{
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_buf input = DKT_BUF_INIT(1 << 24);
	char *path = dkt_path_join(dir, name);
	int result = dkt_file_read(path, 1 << 24, &input, &err);

	if (result == 0)
		(void)LLVMFuzzerTestOneInput((const uint8_t *)dkt_buf_str(&input), input.size);
	else
		(void)fprintf(stderr, "%s\n", err.text);
	dkt_buf_clear(&input);
	free(path);
	return result;
}

int main(int argc, char **argv)
{
	DIR *dir = argc == 2 ? opendir(argv[1]) : NULL;
	struct dirent *entry;
	int ran = 0;
	int failed = 0;

	if (dir == NULL) {
		(void)fprintf(stderr, "usage: %s FOLDER (of inputs)\n", argv[0]);
		return 2;
	}
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		ran++;
		failed += replay(argv[1], entry->d_name) < 0;
	}
	(void)closedir(dir);
	(void)printf("%d inputs replayed, %d could not be read\n", ran, failed);
	return ran == 0 || failed > 0;
}
