/*
 * test_quote.c - which words count as standing in a text, by tier.
 *
 * The rows that must not be found matter most: an amount that differs, a number cut out of a longer
 * one, parts in another order.
 */
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "source/quote.h"
#include "support/rows.h"

struct row {
	const char *name;
	const char *quote;
	const char *text;
	const char *verdict;
	const char *tier;
	const char *at; /* the text's words at the offset; NULL: not looked at */
};

#define LAB                                                                                        \
	"Lantern Networks and the Port Ansel Polytechnic opened the Bridge Lab on 3 June 2019. "   \
	"Twelve researchers will study radio links over water."
#define DATA                                                                                                                                 \
	"灯笼网络２０２１年４月在安塞尔港启用数据中心，\n机房位于鲱鱼码头的旧罐头厂，\n可容纳一百" \
	"二十个机柜。"

static const struct row rows[] = {
	{"the same words", "opened the Bridge Lab", "They opened the Bridge Lab.", "exact", "T0",
	 "opened the"},
	{"the same Chinese words", "旧罐头厂", "机房位于旧罐头厂。", "exact", "T0", "旧罐头厂"},
	{"the whole text", "opened the lab", "opened the lab", "exact", "T0", "opened"},
	{"the beginning", "opened the", "opened the lab", "exact", "T0", "opened"},
	{"the end", "the bridge", "opened the bridge", "exact", "T0", "the bridge"},
	{"the first of two places", "the lantern", "so the lantern and the lantern", "exact", "T0",
	 "the lantern and"},

	{"a line break for a space", "opened the Bridge Lab", "opened the\n  Bridge Lab", "exact",
	 "T1", "opened the\n"},
	{"runs of spaces", "opened  the   Bridge Lab", "opened the Bridge Lab", "exact", "T1",
	 NULL},
	{"spaces around the quote", "  opened the Bridge Lab ", "They opened the Bridge Lab.",
	 "exact", "T1", NULL},
	{"a no-break space", "at dusk tomorrow",
	 "lit at\xC2\xA0"
	 "dusk tomorrow",
	 "exact", "T1", NULL},
	{"a soft hyphen", "every evening",
	 "every ev\xC2\xAD"
	 "en\xC2\xAD"
	 "ing",
	 "exact", "T1", NULL},
	{"a zero-width space", "without exception",
	 "with\xE2\x80\x8B"
	 "out exception",
	 "exact", "T1", NULL},
	{"a line break between Chinese words", "启用数据中心，机房位于", DATA, "exact", "T1",
	 "启用"},
	{"a line break inside the Chinese quote", "启用数据\n中心", "启用数据中心", "exact", "T1",
	 "启用"},
	{"an ideographic space at the start of a Chinese paragraph", "本报讯 灯笼网络",
	 "本报讯　灯笼网络", "exact", "T1", NULL},

	{"case", "OPENED THE BRIDGE LAB", "opened the Bridge Lab", "folded", "T2", "opened"},
	{"curly quotation marks", "\"We don't sell the quay,\" the chair said",
	 "“We don’t sell the quay,” the chair said", "folded", "T2", "“We"},
	{"a dash and a hyphen", "lease it - not for ten years", "lease it – not for ten years",
	 "folded", "T2", NULL},
	{"an ellipsis and three dots", "not for ten years...", "not for ten years…", "folded", "T2",
	 NULL},
	{"a ligature", "The first ferry", "The ﬁrst ferry", "folded", "T2", NULL},
	{"full-width digits in the page", "灯笼网络2021年4月", DATA, "folded", "T2", "灯笼网络"},
	{"full-width letters in the quote", "ＬＡＮＴＥＲＮ灯笼网络", "LANTERN灯笼网络", "folded",
	 "T2", NULL},
	{"full-width commas", "启用数据中心,机房位于", DATA, "folded", "T2", NULL},
	{"Chinese quotation marks", "「冷却水取自船坞」", "“冷却水取自船坞”", "folded", "T2", NULL},
	{"an accent apart from its letter", "médiathèque",
	 "me\xCC\x81"
	 "diathe\xCC\x80que",
	 "folded", "T2", NULL},

	{"two parts in order", "opened the Bridge Lab … radio links over water", LAB, "fragments",
	 "T4", "opened"},
	{"two parts around dots", "opened the Bridge Lab ... radio links over water", LAB,
	 "fragments", "T4", NULL},
	{"two parts around brackets", "opened the Bridge Lab [...] radio links over water", LAB,
	 "fragments", "T4", NULL},
	{"two parts around a bracketed ellipsis",
	 "opened the Bridge Lab […] radio links over water", LAB, "fragments", "T4", NULL},
	{"two parts around round brackets", "opened the Bridge Lab (...) radio links over water",
	 LAB, "fragments", "T4", NULL},
	{"three parts", "Lantern Networks … opened the Bridge Lab … radio links", LAB, "fragments",
	 "T4", "Lantern"},
	{"Chinese parts around a double ellipsis", "启用数据中心……旧罐头厂", DATA, "fragments",
	 "T4", "启用"},
	{"an ellipsis in front", "… opened the Bridge Lab", LAB, "fragments", "T4", "opened"},
	{"an ellipsis behind", "opened the Bridge Lab …", LAB, "fragments", "T4", "opened"},
	{"a first part that stands in front of its match too",
	 "the lantern is lit … closed at night",
	 "the lantern is lit. Later the lantern is lit and the mole closed at night.", "fragments",
	 "T4", NULL},
	{"parts in another order are not found", "radio links over water … opened the Bridge Lab",
	 LAB, "!pass", NULL, NULL},
	{"Chinese parts in another order are not found", "旧罐头厂……启用数据中心", DATA, "!pass",
	 NULL, NULL},
	{"one part that is missing is not found", "opened the Bridge Lab … closed again at once",
	 LAB, "!pass", NULL, NULL},
	{"parts that are too short prove nothing", "the … on … will", LAB, "!pass", NULL, NULL},
	{"parts may not overlap", "Bridge Lab on 3 … on 3 June 2019",
	 "the Bridge Lab on 3 June 2019", "!pass", NULL, NULL},

	{"another year", "opened the Bridge Lab on 3 June 2018", LAB, "near", "T5", NULL},
	{"another amount", "employs 1,900 people in the harbour",
	 "Lantern employs 1,800 people in the harbour town", "near", "T5", NULL},
	{"a number that is part of a longer one", "employs 190 people", "It employs 1900 people.",
	 "!pass", NULL, NULL},
	{"a number cut off behind", "it employs 19", "it employs 1900 people", "!pass", NULL, NULL},
	{"a number cut off in front", "900 people work here", "1900 people work here", "!pass",
	 NULL, NULL},
	{"a number cut off at its comma in front", "900 people work here", "1,900 people work here",
	 "!pass", NULL, NULL},
	{"a number cut off at its comma behind", "the harbour employs 1",
	 "the harbour employs 1,900", "!pass", NULL, NULL},
	{"a number cut off at its point", "prices rose by 3", "prices rose by 3.5 per cent",
	 "!pass", NULL, NULL},
	{"a number cut off behind its point", "5 million shells", "spent 2.5 million shells",
	 "!pass", NULL, NULL},
	{"a full-width number cut off", "０２１年四月启用", "２０２１年四月启用", "!pass", NULL,
	 NULL},
	{"a full-width number cut off by plain digits", "021年四月启用", "２０２１年四月启用",
	 "!pass", NULL, NULL},
	{"a Chinese amount cut off", "5亿元投资", "共1.5亿元投资", "!pass", NULL, NULL},
	{"a number at the end of a sentence is whole", "the Bridge Lab on 3 June 2019", LAB,
	 "exact", "T0", NULL},
	{"a number behind a comma and a space is whole", "1900 people work",
	 "in 2019, 1900 people work", "exact", "T0", NULL},
	{"the whole number later on is found", "19 people work here",
	 "119 people work here, and 19 people work here", "exact", "T0", "19 people work here"},
	{"a superscript is no digit", "covers 10 m2 of quay", "covers 10 m² of quay", "!pass", NULL,
	 NULL},
	{"a circled number is no digit", "Article 1 of the lease", "Article ① of the lease",
	 "!pass", NULL, NULL},

	{"a word that is missing is near", "Twelve researchers study radio links over water", LAB,
	 "near", "T5", NULL},
	{"a Chinese character that differs is near", "机房位于鲱鱼码头的新罐头厂", DATA, "near",
	 "T5", NULL},
	{"words from elsewhere are absent", "The museum of knots is closed on Mondays", LAB,
	 "absent", "", NULL},
	{"Chinese words from elsewhere are absent", "望潮日报今日停刊公告", DATA, "absent", "",
	 NULL},
	{"a translation is absent", "灯笼网络启用桥梁实验室", LAB, "absent", "", NULL},

	{"Traditional words on a Simplified page", "燈籠網絡啟用數據中心",
	 "今日灯笼网络启用数据中心。", "folded", "T3", "灯笼网络"},
	{"Simplified words on a Traditional page", "灯笼网络启用数据中心",
	 "今日燈籠網絡啟用數據中心。", "folded", "T3", "燈籠網絡"},
	{"two characters that have one simplified form", "头发里的后面", "頭髮裡的後面", "folded",
	 "T3", NULL},
	{"a variant that only one region writes", "裡面的線路", "裏面的綫路", "folded", "T3", NULL},
	{"variants, width and quotation marks together", "「啟用」數據中心2021年",
	 "“启用”数据中心２０２１年", "folded", "T3", NULL},
	{"Simplified parts on a Traditional page", "灯笼网络……数据中心",
	 "燈籠網絡今日在港口啟用數據中心", "fragments", "T4", "燈籠"},
	{"Traditional words with another number", "燈籠網絡2021年啟用數據中心",
	 "灯笼网络2022年启用数据中心", "near", "T5", NULL},
	{"Traditional words with another Chinese number", "投資五億元建設碼頭",
	 "投资六亿元建设码头", "!pass", NULL, NULL},
	{"zero is not the round zero", "二零二一年启用", "二〇二一年启用", "!pass", NULL, NULL},
	{"a Chinese numeral cut off in front", "五亿元投资码头", "共二十五亿元投资码头", "!pass",
	 NULL, NULL},
	{"a Chinese numeral cut off behind", "公司成立于二〇", "公司成立于二〇一九年", "!pass",
	 NULL, NULL},
	{"digits cut off from the word that multiplies them", "公司投资1.5", "公司投资1.5亿元",
	 "!pass", NULL, NULL},
	{"a word that multiplies cut off from its digits", "亿元的投资", "1.5亿元的投资", "!pass",
	 NULL, NULL},
	{"a Traditional word that multiplies cut off", "公司投资25", "公司投資25萬元", "!pass",
	 NULL, NULL},
	{"a whole Chinese numeral", "二十五亿元投资码头", "共二十五亿元投资码头", "exact", "T0",
	 NULL},
	{"full-width brackets around an ellipsis", "启用数据中心【……】旧罐头厂", DATA, "fragments",
	 "T4", NULL},
	{"dots on the middle of the line", "启用数据中心⋯⋯旧罐头厂", DATA, "fragments", "T4", NULL},
	{"dots apart", "opened the Bridge Lab . . . radio links over water", LAB, "fragments", "T4",
	 NULL},
	{"a bracketed ellipsis with spaces", "opened the Bridge Lab [ ... ] radio links over water",
	 LAB, "fragments", "T4", NULL},
	{"a page that has an ellipsis itself", "not for ten … years of waiting",
	 "lease it not for ten … years of waiting", "exact", "T0", NULL},
	{"parts whose number differs", "opened the Bridge Lab on 4 June … radio links over water",
	 LAB, "!pass", NULL, NULL},

	/* near misses that must not pass */
	{"a negation cut off in front", "able to cross the harbour", "unable to cross the harbour",
	 "!pass", NULL, NULL},
	{"a negation cut off behind an apostrophe", "the ferry can", "the ferry can't sail today",
	 "!pass", NULL, NULL},
	{"a negation cut off behind a curly apostrophe", "the ferry can", "the ferry can’t sail",
	 "!pass", NULL, NULL},
	{"a negation that is the end of a word", "the ferry can", "the ferry cannot sail", "!pass",
	 NULL, NULL},
	{"a negation in front of a hyphen", "approved by the board", "non-approved by the board",
	 "!pass", NULL, NULL},
	{"a word cut off at its hyphen", "a loan of risk", "a loan of risk-free money", "!pass",
	 NULL, NULL},
	{"a negation left out in the middle", "the ferry will sail today",
	 "the ferry will not sail today", "!pass", NULL, NULL},
	{"a negation put in", "the ferry will not sail today", "the ferry will sail today", "!pass",
	 NULL, NULL},
	{"a Chinese negation left out", "公司将扩建数据中心", "公司将不扩建数据中心", "!pass", NULL,
	 NULL},
	{"another Chinese negation", "该项目已获批准", "该项目未获批准", "!pass", NULL, NULL},
	{"another name", "Mr Lindqvist opened the lab", "Mr Lundqvist opened the lab", "!pass", NULL,
	 NULL},
	{"another Chinese name", "李明远主持启用仪式", "李明达主持启用仪式", "!pass", NULL, NULL},
	{"an accent that makes another word", "the resume of the chair",
	 "the résumé of the chair", "!pass", NULL, NULL},
	{"an accent cut off behind", "at the cafe",
	 "at the cafe\xCC\x81", "!pass", NULL, NULL},
	{"a hyphen that makes another word", "they will resign the lease",
	 "they will re-sign the lease", "!pass", NULL, NULL},
	{"a hyphen that is missing", "they will re-sign the lease", "they will resign the lease",
	 "!pass", NULL, NULL},
	{"a minus sign cut off", "5 degrees at dawn", "it was -5 degrees at dawn", "!pass", NULL,
	 NULL},
	{"a true minus sign cut off", "5 degrees at dawn", "it was \xE2\x88\x92"
	 "5 degrees at dawn", "!pass", NULL, NULL},
	{"a range cut off in front", "20 people work here", "10-20 people work here", "!pass", NULL,
	 NULL},
	{"a range with a dash cut off in front", "20 people work here", "10–20 people work here",
	 "!pass", NULL, NULL},
	{"a range cut off behind", "it will employ 10", "it will employ 10–20 people", "!pass",
	 NULL, NULL},
	{"a fraction cut off", "2 of the quay is let", "1/2 of the quay is let", "!pass", NULL,
	 NULL},
	{"a time cut off", "it opens at 10", "it opens at 10:30", "!pass", NULL, NULL},
	{"a per cent sign cut off", "prices rose by 35", "prices rose by 35% in May", "!pass", NULL,
	 NULL},
	{"a unit written to the number cut off", "the plan costs 5", "the plan costs 5m euros",
	 "!pass", NULL, NULL},
	{"a decimal point without a zero cut off", "5 million shells", "spent .5 million shells",
	 "!pass", NULL, NULL},
	{"a group of digits cut off at its no-break space", "900 people work",
	 "1\xC2\xA0"
	 "900 people work", "!pass", NULL, NULL},
	{"a group of digits cut off behind", "it employs 1",
	 "it employs 1\xE2\x80\xAF"
	 "900 people", "!pass", NULL, NULL},
	{"a group of digits cut off at its apostrophe", "900 people work", "1'900 people work",
	 "!pass", NULL, NULL},
	{"a number in a name cut off", "380 jets on order", "A380 jets on order", "!pass", NULL,
	 NULL},
	{"a number behind a hyphen cut off", "19 cases were found", "Covid-19 cases were found",
	 "!pass", NULL, NULL},
	{"another separator is another number", "employs 1900 people here",
	 "employs 1,900 people here", "!pass", NULL, NULL},
	{"a decimal comma is no separator", "rose by 1.900 tonnes", "rose by 1,900 tonnes", "!pass",
	 NULL, NULL},
	{"a Chinese year cut off", "一九年启用机房", "二〇一九年启用机房", "!pass", NULL, NULL},
	{"a Chinese share cut off", "数据中心用电占5", "数据中心用电占5％", "!pass", NULL, NULL},
	{"another Chinese unit", "投资2.5万元建设", "投资2.5亿元建设", "!pass", NULL, NULL},
	{"a word cut off at a soft hyphen", "the harbour mast",
	 "the harbour mast\xC2\xAD"
	 "er",
	 "!pass", NULL, NULL},

	/* whole words at the edges */
	{"words between quotation marks are whole", "sell the quay", "'sell the quay'", "exact",
	 "T0", NULL},
	{"a French article is written to its word", "accès à la digue", "l'accès à la digue",
	 "exact", "T0", NULL},
	{"Chinese words may begin anywhere", "据中心落成", "数据中心落成", "exact", "T0", NULL},
	{"Korean words have endings", "데이터센터", "데이터센터를 열었다", "exact", "T0", NULL},
	{"letters beside Han are whole", "AI算力中心", "建设AI算力中心", "exact", "T0", NULL},
	{"the whole word later on is found", "able to cross", "unable to cross, or able to cross",
	 "exact", "T0", "able to cross"},
	{"a dash is no hyphen", "the quay is let", "the berth—the quay is let—is empty", "exact",
	 "T0", NULL},
	{"a number behind a sentence's end", "5 people came today", "It opened.\n5 people came today",
	 "exact", "T0", NULL},

	/* blocks */
	{"words of two blocks are parts", "Berth 4 is let to Lantern",
	 "Berth 4\n\nis let to Lantern", "fragments", "T4", "Berth 4"},
	{"the same words in one block are better", "Berth 4 is let to Lantern",
	 "Berth 4\n\nis let to Lantern\n\nBerth 4 is let\nto Lantern", "exact", "T1",
	 "Berth 4 is let\nto"},
	{"Chinese words of two blocks are parts", "机房位于码头可容纳机柜",
	 "机房位于码头\n\n可容纳机柜", "fragments", "T4", NULL},
	{"a quote of two paragraphs", "Berth 4 is let.\n\nIt is dry.",
	 "Berth 4 is let.\n \nIt is dry.", "exact", "T1", NULL},
	{"words of two pages of a PDF are parts", "the old cannery was let",
	 "the old cannery\fwas let", "fragments", "T4", NULL},
	{"a line break is no block", "the old cannery was let", "the old cannery\nwas let", "exact",
	 "T1", NULL},

	/* line ends of PDFs, spaces that sites set */
	{"a word divided at the end of a line", "a harbour example of it",
	 "a harbour exam-\nple of it", "folded", "T2", "a harbour"},
	{"a hyphen at the end of a line that belongs there", "a well-known harbour",
	 "a well-\nknown harbour", "folded", "T2", NULL},
	{"both in one quote", "a well-known harbour example",
	 "a well-\nknown harbour exam-\nple", "folded", "T2", NULL},
	{"a ligature and a divided word", "the official office", "the oﬃ-\ncial oﬀice", "folded",
	 "T2", NULL},
	{"a number divided at the end of a line", "the years 2019", "the years 20-\n19", "!pass",
	 NULL, NULL},
	{"spaces around letters in Chinese", "2021年启用AI中心", "2021 年启用 AI 中心", "folded",
	 "T2", NULL},
	{"spaces around letters in the quote", "2021 年启用 AI 中心", "2021年启用AI中心", "folded",
	 "T2", NULL},
	{"spaces between digits stay", "12 34 号机房落成", "1234号机房落成", "!pass", NULL, NULL},
	{"spaces and Traditional characters", "2021 年啟用數據中心", "2021年启用数据中心", "folded",
	 "T3", NULL},

	{"nothing cannot be looked for", "", LAB, "not-checkable", "", NULL},
	{"spaces cannot be looked for", "            ", "a              b", "not-checkable", "",
	 NULL},
	{"punctuation cannot be looked for", "----------", "a ---------- b", "not-checkable", "",
	 NULL},
	{"dots cannot be looked for", "..........", "a .......... b", "not-checkable", "", NULL},
	{"seven letters are too short", "harbour", "the harbour", "not-checkable", "", NULL},
	{"eight letters are enough", "harbours", "the harbours", "exact", "T0", NULL},
	{"letters padded with spaces are too short", "  a   b  ", "  a   b  ", "not-checkable", "",
	 NULL},
	{"three Chinese characters are too short", "安塞尔", "安塞尔港", "not-checkable", "", NULL},
	{"four Chinese characters are enough", "安塞尔港", "安塞尔港", "exact", "T0", NULL},
	{"an empty page cannot be looked into", "opened the Bridge Lab", "", "not-checkable", "",
	 NULL},
	{"a quote longer than the page is not found", "opened the Bridge Lab today", "opened",
	 "absent", "", NULL},
	{"bytes that are no UTF-8 do no harm", "opened \xFF the Bridge Lab", LAB, "!pass", NULL,
	 NULL},
};

static bool passes(enum dkt_quote_verdict verdict)
{
	return verdict <= DKT_QUOTE_FRAGMENTS;
}

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_quote quote;

	dkt_quote_find(arena, row->quote, row->text, strlen(row->text), &quote);
	if (row->verdict[0] == '!') {
		assert_false(passes(quote.verdict));
		return;
	}
	assert_string_equal(dkt_quote_name(quote.verdict), row->verdict);
	assert_string_equal(quote.tier, row->tier);
	assert_int_equal(quote.context[0] != '\0', passes(quote.verdict));
	assert_int_equal(quote.closest[0] != '\0', quote.verdict == DKT_QUOTE_NEAR);
	assert_null(strchr(quote.context, '\n'));
	assert_null(strchr(quote.closest, '\n'));
	if (passes(quote.verdict)) {
		assert_true(quote.offset < quote.end);
		assert_true(quote.end <= strlen(row->text));
	}
	if (row->at != NULL)
		assert_memory_equal(row->text + quote.offset, row->at, strlen(row->at));
}

/* --- what is shown --- */

struct show_row {
	const char *name;
	const char *quote;
	const char *text;
	const char *closest; /* NULL: the context is looked at */
	const char *context;
};

static const struct show_row show_rows[] = {
	{"the closest passage is the page's own words", "opened the Bridge Lab on 3 June 2018", LAB,
	 "opened the Bridge Lab on 3 June 2019.", NULL},
	{"the closest Chinese passage is the page's own", "机房位于鲱鱼码头的新罐头厂", DATA,
	 "机房位于鲱鱼码头的旧罐头厂", NULL},
	{"the context has 40 characters on both sides", "the middle words",
	 "000000000 1111111111 2222222222 3333333333 4444444444 the middle words 5555555555 "
	 "6666666666 7777777777 8888888888 99999999999",
	 NULL,
	 "111111 2222222222 3333333333 4444444444 the middle words 5555555555 6666666666 "
	 "7777777777 888888"},
	{"the context is on one line", "the middle words", "a\n\n  b the middle words\tc", NULL,
	 "a b the middle words c"},
	{"the context of a folded quote is the page's own", "THE MIDDLE WORDS",
	 "before “the middle  words” behind", NULL, "before “the middle words” behind"},
};

static void check_show(void **state)
{
	const struct show_row *row = ROW(struct show_row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_quote quote;

	dkt_quote_find(arena, row->quote, row->text, strlen(row->text), &quote);
	if (row->closest != NULL)
		assert_non_null(strstr(quote.closest, row->closest));
	else
		assert_string_equal(quote.context, row->context);
}

/* --- size --- */

struct large_row {
	const char *name;
	const char *part; /* the page is this, many times */
	const char *quote;
	bool found;
};

static const struct large_row large_rows[] = {
	{"a quote at the end of 256 KB is found", "the bridge is open to all and ",
	 "the lantern at the end", true},
	{"a quote that almost stands there many thousand times takes no longer",
	 "aaaaaaaaaaaaaaaa 1 ", "aaaaaaaaaaaaaaaa 2", false},
	{"a number that is cut many thousand times takes no longer", "11111111", "1111111111111111",
	 false},
	{"a page of nothing but digits takes no longer", "7",
	 "7777777777777777777777777777777777777777", false},
	{"a first part that stands there many thousand times takes no longer",
	 "the bridge is open and ", "the bridge is open … words that are nowhere", false},
	{"parts that are 256 KB apart are not one quote", "the bridge is closed and ",
	 "it begins so here … the lantern at the end", false},
};

static void check_large(void **state)
{
	const struct large_row *row = ROW(struct large_row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_buf text = DKT_BUF_INIT((size_t)1 << 20);
	struct dkt_quote quote;

	dkt_buf_adds(&text, "it begins so here ");
	while (text.size < (size_t)1 << 18)
		dkt_buf_adds(&text, row->part);
	dkt_buf_adds(&text, " the lantern at the end");
	dkt_quote_find(arena, row->quote, dkt_buf_str(&text), text.size, &quote);
	assert_int_equal(passes(quote.verdict), row->found);
	dkt_buf_clear(&text);
}

int main(void)
{
	return rows_run("source/quote", rows, check_row) +
	       rows_run("source/quote/show", show_rows, check_show) +
	       rows_run("source/quote/large", large_rows, check_large);
}
