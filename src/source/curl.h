/*
 * curl.h - libcurl, loaded when it is first called.
 *
 * Half of the shared libraries that the program would need come with libcurl (LDAP, Kerberos, SSH,
 * RTMP), and loading them took half the time of a short command. Most commands and the web server
 * never go out; this way their processes do not even hold that code. Include this header instead of
 * curl's own: the functions keep their names.
 *
 * Floor: source.
 */
#ifndef SOURCE_CURL_H
#define SOURCE_CURL_H

#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

#undef curl_easy_setopt
#undef curl_easy_getinfo
#undef curl_multi_setopt

/* Every function of libcurl that this floor calls; another one is a line here and one below. */
#define DKT_CURL_EACH(row)                                                                         \
	row(curl_easy_cleanup) row(curl_easy_getinfo) row(curl_easy_init) row(curl_easy_setopt)    \
		row(curl_free) row(curl_global_init) row(curl_multi_add_handle)                    \
			row(curl_multi_cleanup) row(curl_multi_info_read) row(curl_multi_init)     \
				row(curl_multi_remove_handle) row(curl_multi_setopt)               \
					row(curl_multi_socket_action) row(curl_slist_append)       \
						row(curl_slist_free_all) row(curl_url)             \
							row(curl_url_cleanup) row(curl_url_get)    \
								row(curl_url_set)

struct dkt_curl {
#define DKT_CURL_MEMBER(name) __typeof__(name) *name;
	DKT_CURL_EACH(DKT_CURL_MEMBER)
#undef DKT_CURL_MEMBER
};

/* The library, loaded by the first call; any thread. Ends the process when it is not there. */
const struct dkt_curl *dkt_curl(void);

#ifndef DKT_CURL_ITSELF
#define curl_easy_cleanup(...)	      dkt_curl()->curl_easy_cleanup(__VA_ARGS__)
#define curl_easy_getinfo(...)	      dkt_curl()->curl_easy_getinfo(__VA_ARGS__)
#define curl_easy_init(...)	      dkt_curl()->curl_easy_init(__VA_ARGS__)
#define curl_easy_setopt(...)	      dkt_curl()->curl_easy_setopt(__VA_ARGS__)
#define curl_free(...)		      dkt_curl()->curl_free(__VA_ARGS__)
#define curl_global_init(...)	      dkt_curl()->curl_global_init(__VA_ARGS__)
#define curl_multi_add_handle(...)    dkt_curl()->curl_multi_add_handle(__VA_ARGS__)
#define curl_multi_cleanup(...)	      dkt_curl()->curl_multi_cleanup(__VA_ARGS__)
#define curl_multi_info_read(...)     dkt_curl()->curl_multi_info_read(__VA_ARGS__)
#define curl_multi_init(...)	      dkt_curl()->curl_multi_init(__VA_ARGS__)
#define curl_multi_remove_handle(...) dkt_curl()->curl_multi_remove_handle(__VA_ARGS__)
#define curl_multi_setopt(...)	      dkt_curl()->curl_multi_setopt(__VA_ARGS__)
#define curl_multi_socket_action(...) dkt_curl()->curl_multi_socket_action(__VA_ARGS__)
#define curl_slist_append(...)	      dkt_curl()->curl_slist_append(__VA_ARGS__)
#define curl_slist_free_all(...)      dkt_curl()->curl_slist_free_all(__VA_ARGS__)
#define curl_url(...)		      dkt_curl()->curl_url(__VA_ARGS__)
#define curl_url_cleanup(...)	      dkt_curl()->curl_url_cleanup(__VA_ARGS__)
#define curl_url_get(...)	      dkt_curl()->curl_url_get(__VA_ARGS__)
#define curl_url_set(...)	      dkt_curl()->curl_url_set(__VA_ARGS__)
#endif

#endif
