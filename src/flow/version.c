/* version.c - which libdocket this is. */
#include "docket/docket.h"

const char *dkt_version(void)
{
	return DOCKET_VERSION;
}
