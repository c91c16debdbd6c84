/* tally.c - confusion matrices, as Markdown. */
#include "tally.h"

#include <string.h>

void tally_init(struct tally *tally, const char *what, const char *const *names)
{
	*tally = (struct tally){.what = what};
	while (names[tally->n_names] != NULL && tally->n_names < TALLY_NAMES - 1) {
		tally->names[tally->n_names] = names[tally->n_names];
		tally->n_names++;
	}
	tally->names[tally->n_names++] = "?"; /* whatever else is said */
}

static size_t index_of(const struct tally *tally, const char *name)
{
	size_t size = strcspn(name, "|");

	for (size_t i = 0; i < tally->n_names; i++) {
		if (strlen(tally->names[i]) == size && memcmp(tally->names[i], name, size) == 0)
			return i;
	}
	return tally->n_names - 1;
}

void tally_add(struct tally *tally, const char *lang, const char *want, const char *got, bool right)
{
	size_t i = 0;

	while (i < tally->n_langs && strcmp(tally->langs[i].lang, lang) != 0)
		i++;
	if (i == TALLY_LANGS)
		i--;
	if (i == tally->n_langs)
		tally->langs[tally->n_langs++].lang = lang;
	tally->langs[i].n++;
	tally->langs[i].n_right += right;
	tally->n++;
	tally->n_right += right;
	tally->counts[index_of(tally, want)][index_of(tally, got)]++;
}

static double percent(size_t part, size_t all)
{
	return all == 0 ? 100.0 : 100.0 * (double)part / (double)all;
}

static bool any(const struct tally *tally, size_t i)
{
	for (size_t j = 0; j < tally->n_names; j++) {
		if (tally->counts[i][j] > 0 || tally->counts[j][i] > 0)
			return true;
	}
	return false;
}

void tally_print(const struct tally *tally, FILE *out)
{
	(void)fprintf(out, "\n%s: %zu of %zu right (%.1f%%)\n\n| expected \\ found |", tally->what,
		      tally->n_right, tally->n, percent(tally->n_right, tally->n));
	for (size_t i = 0; i < tally->n_names; i++)
		if (any(tally, i))
			(void)fprintf(out, " %s |", tally->names[i]);
	(void)fputs("\n| --- |", out);
	for (size_t i = 0; i < tally->n_names; i++)
		if (any(tally, i))
			(void)fputs(" ---: |", out);
	for (size_t i = 0; i < tally->n_names; i++) {
		if (!any(tally, i))
			continue;
		(void)fprintf(out, "\n| %s |", tally->names[i]);
		for (size_t j = 0; j < tally->n_names; j++) {
			if (any(tally, j) && tally->counts[i][j] > 0)
				(void)fprintf(out, " %zu |", tally->counts[i][j]);
			else if (any(tally, j))
				(void)fputs(" |", out);
		}
	}
	(void)fputs("\n\n| language |", out);
	for (size_t i = 0; i < tally->n_langs; i++)
		(void)fprintf(out, " %s |", tally->langs[i].lang);
	(void)fputs("\n| --- |", out);
	for (size_t i = 0; i < tally->n_langs; i++)
		(void)fputs(" ---: |", out);
	(void)fputs("\n| right |", out);
	for (size_t i = 0; i < tally->n_langs; i++)
		(void)fprintf(out, " %zu/%zu |", tally->langs[i].n_right, tally->langs[i].n);
	(void)fputs("\n", out);
}
