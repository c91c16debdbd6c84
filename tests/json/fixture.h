/*
 * fixture.h - nodes from literals, and the shape of a small record, for tests of the json floor.
 */
#ifndef TESTS_JSON_FIXTURE_H
#define TESTS_JSON_FIXTURE_H

#include <string.h>

#include "support/rows.h"
#include "json/canon.h"
#include "json/shape.h"
#include "json/text.h"

/* The value of a JSON text that must be right; "" is NULL (nothing there). */
__attribute__((unused)) static const struct dkt_node *node_from(struct dkt_arena *arena,
								const char *json)
{
	struct dkt_text *text = DKT_NEW(arena, struct dkt_text);
	struct dkt_text_fault fault;

	if (json[0] == '\0')
		return NULL;
	if (!dkt_text_parse(text, arena, json, strlen(json), &fault))
		fail_msg("%s: %s", json, fault.sentence);
	return &text->root;
}

/* Its canonical text on one line, in the arena; "" for NULL. */
__attribute__((unused)) static const char *
line_of(struct dkt_arena *arena, const struct dkt_node *node, const struct dkt_shape *shape)
{
	struct dkt_buf out = DKT_BUF_INIT(1 << 20);
	const char *copy;

	if (node != NULL)
		dkt_canon_line(node, shape, &out);
	copy = dkt_arena_dups(arena, dkt_buf_str(&out));
	dkt_buf_clear(&out);
	return copy;
}

/* { id, title: map, aliases: set of values, sources: set by url of {url, title, quotes: set by
 * text}, steps: list, place: {lat, lon} } */
#define MEMBER(name, shape)                                                                        \
	{                                                                                          \
		(name), sizeof(name) - 1, (shape)                                                  \
	}
static const struct dkt_shape leaf_shape = {.n_members = 0};
static const struct dkt_shape map_shape = {.rest = &leaf_shape};
static const struct dkt_shape aliases_shape = {.item = &leaf_shape, .set_key = ""};
static const struct dkt_shape quote_shape = {.rest = &leaf_shape};
static const struct dkt_shape quotes_shape = {.item = &quote_shape, .set_key = "/text"};
static const struct dkt_shape_member source_members[] = {
	MEMBER("url", &leaf_shape), MEMBER("title", &leaf_shape), MEMBER("quotes", &quotes_shape)};
static const struct dkt_shape source_shape = {.members = source_members, .n_members = 3};
static const struct dkt_shape sources_shape = {.item = &source_shape, .set_key = "/url"};
static const struct dkt_shape steps_shape = {.item = &leaf_shape};
static const struct dkt_shape_member place_members[] = {MEMBER("lat", &leaf_shape),
							MEMBER("lon", &leaf_shape)};
static const struct dkt_shape place_shape = {.members = place_members, .n_members = 2};
static const struct dkt_shape_member record_members[] = {
	MEMBER("id", &leaf_shape),	   MEMBER("title", &map_shape),
	MEMBER("aliases", &aliases_shape), MEMBER("place", &place_shape),
	MEMBER("steps", &steps_shape),	   MEMBER("sources", &sources_shape)};
__attribute__((unused)) static const struct dkt_shape record_shape = {.members = record_members,
								      .n_members = 6};

#endif
