/*
 * fetch_loop.c - libcurl's multi interface on epoll: one epoll for all pools, one multi handle a
 * pool, since connections are kept by multi handle and must not cross pools.
 *
 * libcurl says which sockets to watch and when it wants to be called; the cost of a turn is that of
 * the sockets on which something came, whatever the number of transfers.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/error.h"
#include "source/fetch_inside.h"

#include "base/banned.h"

#define MAX_EVENTS     64
#define KEEP_SECONDS   30L
#define CHECK_EVERY_MS 250 /* for time to the first byte, which libcurl does not know */

static uint64_t ticket(const struct dkt_conns *conns, curl_socket_t fd)
{
	return (uint64_t)(conns - conns->fetcher->conns) << 32 | (uint32_t)fd;
}

static int watch(CURL *curl, curl_socket_t fd, int what, void *data, void *fd_data)
{
	struct dkt_conns *conns = data;
	int epoll = conns->fetcher->epoll;
	struct epoll_event event = {0};

	(void)curl;
	(void)fd_data;
	if (what == CURL_POLL_REMOVE) {
		(void)epoll_ctl(epoll, EPOLL_CTL_DEL, fd, &event);
		return 0;
	}
	event.data.u64 = ticket(conns, fd);
	event.events = ((what & CURL_POLL_IN) != 0 ? (uint32_t)EPOLLIN : 0) |
		       ((what & CURL_POLL_OUT) != 0 ? (uint32_t)EPOLLOUT : 0);
	if (epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &event) < 0)
		return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
	return 0;
}

static int set_timer(CURLM *multi, long timeout_ms, void *data)
{
	struct dkt_conns *conns = data;

	(void)multi;
	conns->timer = timeout_ms < 0 ? -1 : dkt_fetch_ticks() + timeout_ms;
	return 0;
}

static void open_conns(struct dkt_fetcher *f, struct dkt_conns *conns)
{
	conns->fetcher = f;
	conns->timer = -1;
	conns->multi = curl_multi_init();
	if (conns->multi == NULL)
		dkt_oom();
	(void)curl_multi_setopt(conns->multi, CURLMOPT_SOCKETFUNCTION, watch);
	(void)curl_multi_setopt(conns->multi, CURLMOPT_SOCKETDATA, conns);
	(void)curl_multi_setopt(conns->multi, CURLMOPT_TIMERFUNCTION, set_timer);
	(void)curl_multi_setopt(conns->multi, CURLMOPT_TIMERDATA, conns);
	(void)curl_multi_setopt(conns->multi, CURLMOPT_MAXCONNECTS,
				(long)f->policy.max_active + 16L);
}

void dkt_loop_open(struct dkt_fetcher *f)
{
	f->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (f->epoll < 0)
		dkt_oom();
}

void dkt_loop_close(struct dkt_fetcher *f)
{
	while (f->active != NULL)
		dkt_transfer_drop(f->active);
	for (size_t i = 0; i < DKT_N_POOLS; i++) {
		if (f->conns[i].multi != NULL)
			(void)curl_multi_cleanup(f->conns[i].multi);
	}
	(void)close(f->epoll);
}

void dkt_loop_add(struct dkt_transfer *t)
{
	struct dkt_fetcher *f = t->job->host->fetcher;

	if (t->conns->multi == NULL)
		open_conns(f, t->conns);
	(void)curl_easy_setopt(t->curl, CURLOPT_MAXAGE_CONN, KEEP_SECONDS);
	if (curl_multi_add_handle(t->conns->multi, t->curl) != CURLM_OK)
		dkt_oom();
	t->next = f->active;
	if (f->active != NULL)
		f->active->prev = t;
	f->active = t;
	f->n_active++;
}

void dkt_loop_remove(struct dkt_transfer *t)
{
	struct dkt_fetcher *f = t->job->host->fetcher;

	(void)curl_multi_remove_handle(t->conns->multi, t->curl);
	if (t->next != NULL)
		t->next->prev = t->prev;
	if (t->prev != NULL)
		t->prev->next = t->next;
	else
		f->active = t->next;
	f->n_active--;
}

static void end_transfer(struct dkt_transfer *t, CURLcode code)
{
	struct dkt_job *job = t->job;

	dkt_transfer_finish(t, code);
	dkt_job_hop_over(job);
}

static void take_messages(struct dkt_conns *conns)
{
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(conns->multi, &left)) != NULL) {
		CURLcode code = message->data.result;
		struct dkt_transfer *t = NULL;

		if (message->msg != CURLMSG_DONE)
			continue;
		(void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &t);
		end_transfer(t, code);
	}
}

static void end_late(struct dkt_fetcher *f)
{
	int64_t now = dkt_fetch_ticks();
	struct dkt_transfer *next;

	for (struct dkt_transfer *t = f->active; t != NULL; t = next) {
		next = t->next;
		if (t->sent > 0 && t->first_byte == 0 &&
		    now - t->sent >= (int64_t)f->policy.first_byte_ms) {
			t->late = true;
			end_transfer(t, CURLE_OPERATION_TIMEDOUT);
		}
	}
}

static int wait_of(const struct dkt_fetcher *f, int64_t wait_ms)
{
	int64_t now = dkt_fetch_ticks();

	for (size_t i = 0; i < DKT_N_POOLS; i++) {
		if (f->conns[i].multi != NULL && f->conns[i].timer >= 0 &&
		    f->conns[i].timer - now < wait_ms)
			wait_ms = f->conns[i].timer - now;
	}
	if (f->policy.first_byte_ms > 0 && f->n_active > 0 && wait_ms > CHECK_EVERY_MS)
		wait_ms = CHECK_EVERY_MS;
	return wait_ms < 0 ? 0 : (int)wait_ms;
}

void dkt_loop_turn(struct dkt_fetcher *f, int64_t wait_ms)
{
	struct epoll_event events[MAX_EVENTS];
	int n = epoll_wait(f->epoll, events, MAX_EVENTS, wait_of(f, wait_ms));
	int running;

	for (int i = 0; i < n; i++) {
		struct dkt_conns *conns = &f->conns[events[i].data.u64 >> 32];
		int what = ((events[i].events & (uint32_t)EPOLLIN) != 0 ? CURL_CSELECT_IN : 0) |
			   ((events[i].events & (uint32_t)EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0) |
			   ((events[i].events & (uint32_t)(EPOLLERR | EPOLLHUP)) != 0
				    ? CURL_CSELECT_ERR
				    : 0);

		(void)curl_multi_socket_action(conns->multi,
					       (curl_socket_t)(events[i].data.u64 & 0xFFFFFFFFU),
					       what, &running);
	}
	for (size_t i = 0; i < DKT_N_POOLS; i++) {
		struct dkt_conns *conns = &f->conns[i];

		if (conns->multi == NULL)
			continue;
		if (conns->timer >= 0 && conns->timer <= dkt_fetch_ticks()) {
			conns->timer = -1;
			(void)curl_multi_socket_action(conns->multi, CURL_SOCKET_TIMEOUT, 0,
						       &running);
		}
		take_messages(conns);
	}
	if (f->policy.first_byte_ms > 0)
		end_late(f);
}
