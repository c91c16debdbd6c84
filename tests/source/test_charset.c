/* test_charset.c - what bytes are taken for, and what becomes of bytes that do not fit. */
#include <string.h>

#include "base/utf8.h"
#include "source/charset.h"
#include "support/rows.h"

struct row {
	const char *name;
	const char *bytes;
	size_t size;
	const char *content_type;
	const char *text;
	const char *charset;
};

#define B(string) string, sizeof(string) - 1
#define BAD	  "\xEF\xBF\xBD"

/* 码头今日开放, 朱镕, 望潮日报 in GBK; 數據中心 in Big5 */
#define PIER_GBK  "\xC2\xEB\xCD\xB7\xBD\xF1\xC8\xD5\xBF\xAA\xB7\xC5"
#define RONG_GBK  "\xD6\xEC\xE9\x46"
#define TIDE_GBK  "\xCD\xFB\xB3\xB1\xC8\xD5\xB1\xA8"
#define DATA_BIG5 "\xBC\xC6\xBE\xDA\xA4\xA4\xA4\xDF"

static const struct row rows[] = {
	{"nothing is nothing", B(""), NULL, "", "UTF-8"},
	{"ASCII stays", B("harbour"), NULL, "harbour", "UTF-8"},
	{"UTF-8 stays", B("码头 café"), NULL, "码头 café", "UTF-8"},
	{"UTF-8 in the header", B("码头"), "text/html; charset=utf-8", "码头", "UTF-8"},
	{"a quoted label", B(PIER_GBK), "text/html; charset=\"gbk\"", "码头今日开放", "GB18030"},
	{"a label in capitals", B(PIER_GBK), "text/html;CHARSET=GBK", "码头今日开放", "GB18030"},
	{"GBK in the header", B(PIER_GBK), "text/html; charset=gbk", "码头今日开放", "GB18030"},
	{"GB18030 in the header", B(PIER_GBK), "text/html; charset=gb18030", "码头今日开放",
	 "GB18030"},
	{"a four-byte character of GB18030", B("\x81\x39\xEE\x39"), "text/html; charset=gbk", "㐀",
	 "GB18030"},
	{"gb2312 in meta, with a character that only GBK has",
	 B("<meta charset=gb2312><p>" RONG_GBK "</p>"), "text/html",
	 "<meta charset=gb2312><p>朱镕</p>", "GB18030"},
	{"gb2312 in an old meta",
	 B("<META HTTP-EQUIV='Content-Type' CONTENT='text/html; charset=gb2312'>" RONG_GBK), NULL,
	 "<META HTTP-EQUIV='Content-Type' CONTENT='text/html; charset=gb2312'>朱镕", "GB18030"},
	{"the header wins over meta", B("<meta charset=big5>" PIER_GBK), "text/html; charset=gbk",
	 "<meta charset=big5>码头今日开放", "GB18030"},
	{"an unknown label in the header leaves it to meta", B("<meta charset=gbk>" PIER_GBK),
	 "text/html; charset=martian", "<meta charset=gbk>码头今日开放", "GB18030"},
	{"Big5 in the header", B(DATA_BIG5), "text/html; charset=big5", "數據中心", "BIG5-HKSCS"},
	{"a Hong Kong character in Big5", B("\x9D\xF7\xA4\xA4"), "text/html; charset=big5", "咗中",
	 "BIG5-HKSCS"},
	{"latin1 in the header",
	 B("m\xE9"
	   "diath\xE8que"),
	 "text/html; charset=iso-8859-1", "médiathèque", "CP1252"},
	{"latin1 is windows-1252",
	 B("L'\x9Cuvre \x93sign\xE9"
	   "e\x94"),
	 "text/html; charset=latin1", "L'œuvre “signée”", "CP1252"},
	{"Shift_JIS in the header", B("\x93\x8C\x8B\x9E"), "text/html; charset=shift_jis", "東京",
	 "CP932"},
	{"EUC-KR in the header", B("\xBC\xAD\xBF\xEF"), "text/html; charset=euc-kr", "서울",
	 "CP949"},
	{"Cyrillic in the header", B("\xEF\xEE\xF0\xF2"), "text/html; charset=windows-1251", "порт",
	 "CP1251"},
	{"a UTF-8 mark goes", B("\xEF\xBB\xBFharbour"), NULL, "harbour", "UTF-8"},
	{"a UTF-8 mark wins over the header", B("\xEF\xBB\xBF码头"), "text/html; charset=gbk",
	 "码头", "UTF-8"},
	{"UTF-16 little endian by its mark", B("\xFF\xFEh\0\x01\x78"), NULL, "h码", "UTF-16LE"},
	{"UTF-16 big endian by its mark", B("\xFE\xFF\0h\x78\x01"), NULL, "h码", "UTF-16BE"},
	{"a lone surrogate does not shift what follows",
	 B("\xFF\xFEh\0\x00\xD8"
	   "a\0r\0"),
	 NULL, "h" BAD "ar", "UTF-16LE"},
	{"half a UTF-16 unit at the end is one fault", B("\xFF\xFEh\0a"), NULL, "h" BAD,
	 "UTF-16LE"},
	{"a mark alone is nothing", B("\xFF\xFE"), NULL, "", "UTF-16LE"},
	{"utf-16 in a meta that can be read is wrong", B("<meta charset=utf-16>harbour!"), NULL,
	 "<meta charset=utf-16>harbour!", "UTF-8"},
	{"utf-16 in the header of a page of single bytes is wrong", B("<p>harbour</p>"),
	 "text/html; charset=utf-16", "<p>harbour</p>", "UTF-8"},
	{"utf-16 in the header of a page without a mark", B("h\0a\0r\0"),
	 "text/html; charset=utf-16le", "har", "UTF-16LE"},
	{"NUL characters go", B("har\0bour\0"), NULL, "harbour", "UTF-8"},
	{"two bytes that might be UTF-8 are what was declared", B("\xC4\xA3"),
	 "text/html; charset=gbk", "模", "GB18030"},
	{"undeclared GBK", B(PIER_GBK "\xA3\xAC" TIDE_GBK), NULL, "码头今日开放，望潮日报",
	 "GB18030"},
	{"undeclared GBK among tags", B("<title>" PIER_GBK "</title><p>" TIDE_GBK "</p>"),
	 "text/html", "<title>码头今日开放</title><p>望潮日报</p>", "GB18030"},
	{"undeclared latin1",
	 B("La m\xE9"
	   "diath\xE8que est ouverte du mardi au samedi, \xE0 c\xF4t\xE9 de l'\xE9"
	   "cluse"),
	 NULL, "La médiathèque est ouverte du mardi au samedi, à côté de l'écluse", "CP1252"},
	{"UTF-8 under the label gbk", B("<meta charset=gbk>五号泊位自四月起租给灯笼网络使用。"),
	 NULL, "<meta charset=gbk>五号泊位自四月起租给灯笼网络使用。", "UTF-8"},
	{"UTF-8 of an even length under the label gbk", B("五号泊位"), "text/html; charset=gbk",
	 "五号泊位", "UTF-8"},
	{"UTF-8 under the label iso-8859-1",
	 B("<meta charset=iso-8859-1>The café, the naïve painter’s"), NULL,
	 "<meta charset=iso-8859-1>The café, the naïve painter’s", "UTF-8"},
	{"UTF-8 under the label big5", B("數據中心"), "text/html; charset=big5", "數據中心",
	 "UTF-8"},
	{"GBK under the label utf-8 keeps what can be read", B("harbour " PIER_GBK),
	 "text/html; charset=utf-8", NULL, NULL},
	{"a GBK character cut in two at the end", B(PIER_GBK "\xC2"), "text/html; charset=gbk",
	 "码头今日开放" BAD, "GB18030"},
	{"a Big5 character cut in two at the end", B(DATA_BIG5 "\xA4"), "text/html; charset=big5",
	 "數據中心" BAD, "BIG5-HKSCS"},
	{"a UTF-8 character cut in two at the end", B("码\xE5\xA4"), "text/html; charset=utf-8",
	 NULL, NULL},
	{"a last letter that waits for an accent is not lost", B("\xBC\xC6\x88\x62"),
	 "text/html; charset=big5", "數\xC3\x8A\xCC\x84", "BIG5-HKSCS"},
	{"a bad byte in GBK is one fault, the text goes on", B(PIER_GBK "\xFF" TIDE_GBK),
	 "text/html; charset=gbk", "码头今日开放" BAD "望潮日报", "GB18030"},
	{"charset without a value", B("harbour"), "text/html; charset", "harbour", "UTF-8"},
	{"charset with an empty value", B("harbour"), "text/html; charset=", "harbour", "UTF-8"},
	{"meta beyond the first 1,024 bytes is not looked at", NULL, 0, NULL, NULL, NULL},
};

static bool is_utf8(const struct dkt_decoded *decoded)
{
	return dkt_utf8_valid(decoded->bytes, decoded->size, NULL);
}

static void check_late_meta(struct dkt_arena *arena)
{
	struct dkt_decoded decoded;
	char page[1200];

	memset(page, ' ', sizeof page);
	memcpy(page + 1100, "<meta charset=big5>" PIER_GBK, 19 + 12);
	dkt_decode(arena, page, sizeof page, NULL, true, &decoded);
	assert_string_equal(decoded.charset, "GB18030");
}

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_decoded decoded;

	if (row->bytes == NULL) {
		check_late_meta(arena);
		return;
	}
	dkt_decode(arena, row->bytes, row->size, row->content_type, true, &decoded);
	assert_true(is_utf8(&decoded));
	assert_int_equal(decoded.size, strlen(decoded.bytes));
	if (row->text == NULL) {
		assert_true(strstr(decoded.bytes, BAD) != NULL || decoded.charset[0] != 'U');
		return;
	}
	assert_string_equal(decoded.bytes, row->text);
	assert_string_equal(decoded.charset, row->charset);
}

/* --- text that is no HTML -----------------------------------------------------------------------
 */

static void check_plain(void **state)
{
	static const char text[] = "they wrote <meta charset=big5> in 1998";
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_decoded decoded;

	(void)state;
	dkt_decode(arena, text, sizeof text - 1, "text/plain", false, &decoded);
	assert_string_equal(decoded.charset, "UTF-8");
	assert_string_equal(decoded.bytes, text);
}

/* Every single byte, alone and behind each of the labels: always UTF-8, never longer than four
 * bytes for one. */
static void check_bytes(void **state)
{
	static const char *const labels[] = {"utf-8",	 "gbk",	      "big5",	"latin1",
					     "utf-16le", "shift_jis", "euc-kr", "windows-874"};

	(void)state;
	for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
		DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();

		for (int c = 0; c < 256; c++) {
			char bytes[2] = {(char)c, 'a'};
			struct dkt_decoded decoded;

			dkt_decode(arena, bytes, 2,
				   dkt_arena_printf(arena, "text/html; charset=%s", labels[i]),
				   true, &decoded);
			assert_true(is_utf8(&decoded));
			assert_true(decoded.size <= 8);
		}
	}
}

struct other_row {
	const char *name;
};

static const struct other_row plain_rows[] = {{"meta in plain text is only words"}};
static const struct other_row bytes_rows[] = {{"every byte under every label gives UTF-8"}};

int main(void)
{
	return rows_run("source/charset", rows, check_row) +
	       rows_run("source/charset/plain", plain_rows, check_plain) +
	       rows_run("source/charset/bytes", bytes_rows, check_bytes);
}
