/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A shell's words. The functions take the place in the text that the word begins at, and
 * leave it behind the word. Words live until words_release() of an older mark.
 */
#ifndef _LAYER_WORDS_H
#define _LAYER_WORDS_H

#include <stddef.h>

enum { MAX_WORDS = 128 };

struct parameters {
	int count;
	char **word;		/* the first is the command's own name */
};

extern struct parameters words_parameters;
extern int words_status;	/* what $? is */

size_t words_mark(void);
void words_release(size_t mark);

void words_skip(const char **at);
void words_name(const char **at, char *name, size_t size);
void words_set(const char *name, const char *value);
void words_set_parameters(int count, char **words);
_Bool words_assign(const char **at);
int words_expand(const char **at, char **words, int count);
char *words_expand_one(const char **at);

#endif
