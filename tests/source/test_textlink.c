/* test_textlink.c - links that open a page at certain words. */
#include <string.h>

#include "source/textlink.h"
#include "support/rows.h"

#define URL "https://a.example/p"

struct row {
	const char *name;
	const char *url;
	const char *text;
	const char *words; /* the last place where they stand is linked to */
	const char *link;
};

static const struct row rows[] = {
	{"words are named whole", URL, "They opened the lab today.", "opened the lab",
	 URL "#:~:text=opened%20the%20lab"},
	{"Chinese words are percent-encoded", URL, "机房位于鲱鱼码头。", "鲱鱼码头",
	 URL "#:~:text=%E9%B2%B1%E9%B1%BC%E7%A0%81%E5%A4%B4"},
	{"marks of the syntax are encoded", URL, "so a-b, c & d = e?", "a-b, c & d = e",
	 URL "#:~:text=a%2Db%2C%20c%20%26%20d%20%3D%20e"},
	{"a fragment that the address has stays", URL "#top", "They opened the lab today.",
	 "opened the lab", URL "#top:~:text=opened%20the%20lab"},
	{"a cut word is widened", URL, "They reopened the labs today.", "opened the lab",
	 URL "#:~:text=reopened%20the%20labs"},
	{"white space runs together", URL, "They opened  the\tlab today.", "opened  the\tlab",
	 URL "#:~:text=opened%20the%20lab"},
	{"words over two lines are named by their ends", URL, "They opened the lab\ntoday at noon.",
	 "opened the lab\ntoday at noon", URL "#:~:text=opened%20the%20lab,today%20at%20noon"},
	{"long words are named by their ends", URL,
	 "Lantern Networks and the Port Ansel Polytechnic opened the Bridge Lab on 3 June 2019 to "
	 "study radio links over water.",
	 "Lantern Networks and the Port Ansel Polytechnic opened the Bridge Lab on 3 June 2019 to "
	 "study radio links over water",
	 URL "#:~:text=Lantern%20Networks,links%20over%20water"},
	{"words that stand earlier get their neighbours", URL,
	 "We opened the lab. Later they opened the lab again in spring.", "opened the lab",
	 URL "#:~:text=Later%20they-,opened%20the%20lab,-again%20in%20spring"},
	{"case does not tell two places apart", URL, "OPENED THE LAB.\nHe opened the lab",
	 "opened the lab", URL "#:~:text=He-,opened%20the%20lab"},
};

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	size_t start = 0;

	for (const char *p = row->text; (p = strstr(p, row->words)) != NULL; p++)
		start = (size_t)(p - row->text);
	assert_string_equal(dkt_text_link(arena, row->url, row->text, strlen(row->text), start,
					  start + strlen(row->words)),
			    row->link);
}

int main(void)
{
	return rows_run("source/textlink", rows, check_row);
}
