/*
 * label.h - what to call a record: its title or name in one language.
 *
 * Floor: record.
 */
#ifndef RECORD_LABEL_H
#define RECORD_LABEL_H

#include "record/config.h"
#include "json/text.h"

/*
 * The text at the collection's label pointer: a string, or of a language map the first configured
 * language that it has (else its first). *tag_out (may be NULL) gets the language tag, "" when
 * unknown. "" when there is none.
 */
const char *dkt_record_label(const struct dkt_config *config,
			     const struct dkt_collection *collection, const struct dkt_node *record,
			     const char **tag_out);

#endif
