/*
 * banned.h - calls that do not compile, because a safer one exists. Include it last.
 *
 * The headers that declare these calls come in here first: with _FORTIFY_SOURCE they define them,
 * which would not compile any more if another header brought them in after this one.
 *
 * Floor: base.
 */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#undef strcpy
#undef strcat
#undef strncpy
#undef strtok
#undef sprintf
#undef vsprintf
#undef atoi
#undef atol
#undef gmtime
#undef localtime
#undef ctime
#undef asctime
#undef gets
#define strcpy(...)    use_dkt_buf_add_instead_of_strcpy
#define strcat(...)    use_dkt_buf_add_instead_of_strcat
#define strncpy(...)   use_dkt_buf_add_instead_of_strncpy
#define strtok(...)    use_strcspn_instead_of_strtok
#define sprintf(...)   use_dkt_buf_addf_instead_of_sprintf
#define vsprintf(...)  use_dkt_buf_addf_instead_of_vsprintf
#define atoi(...)      use_dkt_parse_size_instead_of_atoi
#define atol(...)      use_dkt_parse_size_instead_of_atol
#define gmtime(...)    use_dkt_time_format_instead_of_gmtime
#define localtime(...) use_dkt_time_format_instead_of_localtime
#define ctime(...)     use_dkt_time_format_instead_of_ctime
#define asctime(...)   use_dkt_time_format_instead_of_asctime
#define gets(...)      use_dkt_file_read_instead_of_gets

#endif
