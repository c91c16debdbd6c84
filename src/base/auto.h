/*
 * auto.h - scope-owned handles: DKT_AUTO(git_tree) git_tree *tree = NULL;
 *
 * A handle declared so is freed when its scope ends; DKT_MOVE hands it on. Each floor that has
 * foreign handles defines their cleanup once, with DKT_AUTO_DEFINE, in its own private header.
 *
 * Floor: base.
 */
#ifndef BASE_AUTO_H
#define BASE_AUTO_H

#include <stddef.h>

#define DKT_AUTO(name) __attribute__((cleanup(dkt_auto_##name)))

/* Define the cleanup of `type *` variables marked DKT_AUTO(name); free_fn is not called with NULL.
 */
#define DKT_AUTO_DEFINE(name, type, free_fn)                                                       \
	/* NOLINTNEXTLINE(bugprone-macro-parentheses): a type in a declaration */                  \
	__attribute__((unused)) static inline void dkt_auto_##name(type **handle)                  \
	{                                                                                          \
		if (*handle != NULL)                                                               \
			free_fn(*handle);                                                          \
	}

/* The value of a scope-owned pointer, which is then NULL: ownership goes to the receiver. */
#define DKT_MOVE(pointer)                                                                          \
	__extension__({                                                                            \
		__typeof__(pointer) dkt_moved_ = (pointer);                                        \
		(pointer) = NULL;                                                                  \
		dkt_moved_;                                                                        \
	})

#endif
