/* words.c - choosing among languages, and the label of a record. */
#include <string.h>

#include "base/str.h"
#include "record/config.h"
#include "record/label.h"
#include "json/pointer.h"

#include "base/banned.h"

const char *dkt_words_pick(const struct dkt_words *words, const struct dkt_config *config,
			   const char **tag_out)
{
	size_t chosen = 0;

	if (words->n == 0) {
		if (tag_out != NULL)
			*tag_out = "";
		return "";
	}
	for (size_t i = config->n_languages; i-- > 0;) {
		for (size_t j = 0; j < words->n; j++) {
			if (dkt_streq(words->tags[j], config->languages[i]))
				chosen = j;
		}
	}
	if (tag_out != NULL)
		*tag_out = words->tags[chosen];
	return words->texts[chosen];
}

static const char *pick_language(const struct dkt_config *config, const struct dkt_node *map,
				 const char **tag_out)
{
	const char *text;

	for (size_t i = 0; i < config->n_languages; i++) {
		text = dkt_get_string(map, config->languages[i]);
		if (text != NULL) {
			*tag_out = config->languages[i];
			return text;
		}
	}
	for (size_t i = 0; i < dkt_size(map); i++) {
		text = dkt_string(&map->as.members[i].value);
		if (text != NULL) {
			*tag_out = map->as.members[i].key;
			return text;
		}
	}
	return "";
}

const char *dkt_record_label(const struct dkt_config *config,
			     const struct dkt_collection *collection, const struct dkt_node *record,
			     const char **tag_out)
{
	const struct dkt_node *value = dkt_pointer_get(record, collection->label);
	const char *tag = "";
	const char *text = dkt_string(value);

	if (text == NULL)
		text = dkt_is(value, DKT_OBJECT) ? pick_language(config, value, &tag) : "";
	if (tag_out != NULL)
		*tag_out = tag;
	return text;
}
