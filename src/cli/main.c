/* main.c - the program. */
#include <stdio.h>

int main(void)
{
	(void)puts("docket " DOCKET_VERSION);
	return 0;
}
