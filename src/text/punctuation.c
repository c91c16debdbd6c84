/*
 * punctuation.c - one sorted table, searched by halves.
 *
 * Quotes in sources are typed from print, copied through word processors and converted between
 * house styles, so the same sentence comes with other marks. Only marks are here, and characters
 * that look the same to a reader; nothing that changes a word or a number.
 */
#include "text/punctuation.h"

#include <stddef.h>

struct form {
	uint32_t from;
	uint32_t to;
};

static const struct form forms[] = {
	{0x0060, '\''},	  /* grave accent */
	{0x00AB, '"'},	  /* left guillemet */
	{0x00B4, '\''},	  /* acute accent */
	{0x00BB, '"'},	  /* right guillemet */
	{0x02B9, '\''},	  /* modifier prime */
	{0x02BB, '\''},	  /* modifier turned comma */
	{0x02BC, '\''},	  /* modifier apostrophe */
	{0x0387, 0xB7},	  /* Greek ano teleia */
	{0x058A, '-'},	  /* Armenian hyphen */
	{0x2010, '-'},	  /* hyphen */
	{0x2011, '-'},	  /* non-breaking hyphen */
	{0x2012, '-'},	  /* figure dash */
	{0x2013, '-'},	  /* en dash */
	{0x2014, '-'},	  /* em dash */
	{0x2015, '-'},	  /* horizontal bar */
	{0x2018, '\''},	  /* left single quotation mark */
	{0x2019, '\''},	  /* right single quotation mark */
	{0x201A, '\''},	  /* low single quotation mark */
	{0x201B, '\''},	  /* reversed single quotation mark */
	{0x201C, '"'},	  /* left double quotation mark */
	{0x201D, '"'},	  /* right double quotation mark */
	{0x201E, '"'},	  /* low double quotation mark */
	{0x201F, '"'},	  /* reversed double quotation mark */
	{0x2022, 0xB7},	  /* bullet */
	{0x2027, 0xB7},	  /* hyphenation point */
	{0x2032, '\''},	  /* prime */
	{0x2033, '"'},	  /* double prime */
	{0x2039, '\''},	  /* left single guillemet */
	{0x203A, '\''},	  /* right single guillemet */
	{0x2043, '-'},	  /* hyphen bullet */
	{0x2044, '/'},	  /* fraction slash */
	{0x2212, '-'},	  /* minus sign */
	{0x2215, '/'},	  /* division slash */
	{0x2219, 0xB7},	  /* bullet operator */
	{0x2236, ':'},	  /* ratio */
	{0x223C, '~'},	  /* tilde operator */
	{0x22C5, 0xB7},	  /* dot operator */
	{0x2500, '-'},	  /* box drawing line, typed for a Chinese dash */
	{0x25CB, 0x3007}, /* white circle, typed for the Han zero */
	{0x25E6, 0xB7},	  /* white bullet */
	{0x25EF, 0x3007}, /* large circle, the same */
	{0x2E3A, '-'},	  /* two-em dash */
	{0x2E3B, '-'},	  /* three-em dash */
	{0x2EA0, 0x6C11}, /* radicals as PDF text has them */
	{0x2EC4, 0x897F}, {0x2EC5, 0x89C1}, {0x2EC6, 0x89D2}, {0x2EC9, 0x8D1D}, {0x2ECB, 0x8F66},
	{0x2ED1, 0x9577}, {0x2ED3, 0x957F}, {0x2ED4, 0x95E8}, {0x2ED8, 0x9752}, {0x2ED9, 0x97E6},
	{0x2EDA, 0x9875}, {0x2EDB, 0x98CE}, {0x2EDC, 0x98DE}, {0x2EDD, 0x98DF}, {0x2EE2, 0x9A6C},
	{0x2EE3, 0x9AA8}, {0x2EE4, 0x9B3C}, {0x2EE5, 0x9C7C}, {0x2EE6, 0x9E1F}, {0x2EE7, 0x5364},
	{0x2EE8, 0x9EA6}, {0x2EE9, 0x9EC4}, {0x2EEC, 0x9F50}, {0x2EEE, 0x9F7F}, {0x2EF0, 0x9F99},
	{0x3001, ','},	/* ideographic comma */
	{0x3002, '.'},	/* ideographic full stop */
	{0x3008, '\''}, /* left angle bracket: a title within a title */
	{0x3009, '\''}, /* right angle bracket */
	{0x300A, '"'},	/* left double angle bracket: a title */
	{0x300B, '"'},	/* right double angle bracket */
	{0x300C, '"'},	/* left corner bracket */
	{0x300D, '"'},	/* right corner bracket */
	{0x300E, '\''}, /* left white corner bracket */
	{0x300F, '\''}, /* right white corner bracket */
	{0x3010, '['},	/* left lenticular bracket */
	{0x3011, ']'},	/* right lenticular bracket */
	{0x3014, '['},	/* left tortoise shell bracket */
	{0x3015, ']'},	/* right tortoise shell bracket */
	{0x3016, '['},	/* left white lenticular bracket */
	{0x3017, ']'},	/* right white lenticular bracket */
	{0x301C, '~'},	/* wave dash */
	{0x301D, '"'},	/* reversed double prime quotation mark */
	{0x301E, '"'},	/* double prime quotation mark */
	{0x301F, '"'},	/* low double prime quotation mark */
	{0x30FB, 0xB7}, /* katakana middle dot */
};

uint32_t dkt_plain_form(uint32_t point)
{
	size_t low = 0;
	size_t high = sizeof forms / sizeof forms[0];

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (forms[middle].from == point)
			return forms[middle].to;
		if (forms[middle].from < point)
			low = middle + 1;
		else
			high = middle;
	}
	return point;
}
