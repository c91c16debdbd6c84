/*
 * punctuation.h - characters that people and programs put in each other's place.
 *
 * Private to the floor.  Floor: text.
 */
#ifndef TEXT_PUNCTUATION_H
#define TEXT_PUNCTUATION_H

#include <stdint.h>

/*
 * The form that stands for point among its look-alikes that NFKC keeps apart: quotation marks,
 * dashes, full stops, middle dots, brackets, radicals that PDF text has in place of Han characters.
 * point itself when it has no look-alike.
 */
uint32_t dkt_plain_form(uint32_t point);

#endif
