// SPDX-License-Identifier: GPL-2.0-only
/* A shell's words: quotes, variables, substitutions, arithmetic, patterns. */
#include "system.h"
#include "words.h"

enum { VARIABLES = 32 };

struct parameters words_parameters;
int words_status;

static char arena[1 << 18];
static size_t used;

static struct {
	char name[32];
	char value[256];
} variables[VARIABLES];

size_t words_mark(void)
{
	return used;
}

void words_release(size_t mark)
{
	used = mark;
}

static void add(char c)
{
	if (used + 1 < sizeof(arena))
		arena[used++] = c;
}

static bool is_name(int c, bool first)
{
	return c == '_' || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (!first && c >= '0' && c <= '9');
}

void words_name(const char **at, char *name, size_t size)
{
	size_t length = 0;

	while (is_name(**at, !length) && length + 1 < size)
		name[length++] = *(*at)++;
	name[length] = 0;
}

void words_set(const char *name, const char *value)
{
	for (int n = 0; n < VARIABLES; n++) {
		if (*variables[n].name && strcmp(variables[n].name, name))
			continue;
		format(variables[n].name, sizeof(variables[n].name), "%s", name);
		format(variables[n].value, sizeof(variables[n].value), "%s", value);
		return;
	}
}

static const char *get(const char *name)
{
	for (int n = 0; n < VARIABLES; n++)
		if (!strcmp(variables[n].name, name))
			return variables[n].value;
	return "";
}

/* The words given to `set --` stay until the next time. */
void words_set_parameters(int count, char **words)
{
	static char room[2048], *kept[16];
	size_t place = 0;

	for (int n = 0; n < count && n < 16 && place < sizeof(room); n++) {
		kept[n] = room + place;
		format(kept[n], sizeof(room) - place, "%s", words[n]);
		place += strlen(kept[n]) + 1;
	}
	words_parameters = (struct parameters){ count < 16 ? count : 16, kept };
}

static const char *parameter(int which)
{
	return which < words_parameters.count ? words_parameters.word[which] : "";
}

/* Behind what begins with a quote, a parenthesis or neither. */
static const char *behind(const char *at)
{
	if (*at == '\\')
		return at + (at[1] ? 2 : 1);
	if (*at == '\'') {
		for (at++; *at && *at != '\''; at++)
			;
	} else if (*at == '"') {
		for (at++; *at && *at != '"'; at = *at == '$' || *at == '\\' ? behind(at) : at + 1)
			;
	} else if (*at == '(' || (at[0] == '$' && at[1] == '(')) {
		for (at += *at == '$' ? 2 : 1; *at && *at != ')'; at = behind(at))
			;
	}
	return at + !!*at;
}

void words_skip(const char **at)
{
	while (**at && !strchr(" \t\n;|&<>()", **at))
		*at = behind(*at);
}

/* Arithmetic: + - * and parentheses. */

static long sum(const char **at);

static long factor(const char **at)
{
	char name[32];
	long value;

	while (**at == ' ')
		++*at;
	if ((*at)[0] == '$' && (*at)[1] >= '0' && (*at)[1] <= '9') {
		const char *word = parameter((*at)[1] - '0');

		*at += 2;
		return number(word);
	}
	*at += **at == '$';
	if (**at == '-') {
		++*at;
		return -factor(at);
	}
	if (**at == '(') {
		++*at;
		value = sum(at);
		*at += **at == ')';
	} else if (is_name(**at, true)) {
		words_name(at, name, sizeof(name));
		value = number(get(name));
	} else {
		value = number(*at);
		while (**at >= '0' && **at <= '9')
			++*at;
	}
	while (**at == ' ')
		++*at;
	return value;
}

static long sum(const char **at)
{
	long total = 0, sign = 1;

	for (;;) {
		long value = factor(at);

		while (**at == '*') {
			++*at;
			value *= factor(at);
		}
		total += sign * value;
		if (**at != '+' && **at != '-')
			return total;
		sign = *(*at)++ == '+' ? 1 : -1;
	}
}

/* What a command prints, without the newlines in the end. */
static void substitute(const char *begin, size_t size)
{
	char script[2048];
	size_t start = used;
	int ends[2];
	long process = 0, got;

	if (size >= sizeof(script) || (process = SYS2(pipe2, ends, 0)) < 0) {
		words_status = complain("sh", "$(...)", process ? process : -E2BIG);
		return;
	}
	memcpy(script, begin, size);
	script[size] = 0;
	process = system_fork();
	if (!process) {
		SYS3(dup3, ends[1], 1, 0);
		SYS1(close, ends[0]);
		SYS1(close, ends[1]);
		SYS1(exit_group, shell_run(script));
	}
	SYS1(close, ends[1]);
	if (process < 0)
		complain("sh", "$(...)", process);
	while ((got = SYS3(read, ends[0], arena + used, sizeof(arena) - used - 1)) > 0)
		used += got;
	SYS1(close, ends[0]);
	words_status = wait_for(process);
	while (used > start && arena[used - 1] == '\n')
		used--;
}

/* Adds what a `$` stands for. */
static void dollar(const char **at)
{
	char name[32];
	const char *value = name;

	++*at;
	if ((*at)[0] == '(' && (*at)[1] == '(') {
		const char *expression = *at + 2;

		*at = behind(*at - 1);
		format(name, sizeof(name), "%ld", sum(&expression));
	} else if (**at == '(') {
		const char *begin = *at + 1;

		*at = behind(*at - 1);
		substitute(begin, *at - begin - 1);
		return;
	} else if (**at == '?') {
		++*at;
		format(name, sizeof(name), "%d", words_status);
	} else if (**at >= '0' && **at <= '9') {
		value = parameter(*(*at)++ - '0');
	} else {
		bool braces = **at == '{';

		*at += braces;
		words_name(at, name, sizeof(name));
		*at += braces;
		value = get(name);
	}
	for (; *value; value++)
		add(*value);
}

struct match {
	const char *pattern, *folder;
	char **words;
	int count;
};

static void add_match(const char *name, void *data)
{
	struct match *match = data;
	int place = match->count;
	char *word = arena + used;

	if (place >= MAX_WORDS - 1 || (*name == '.' && *match->pattern != '.') ||
	    !matches(match->pattern, name))
		return;
	for (const char *c = match->folder; *c; c++)
		add(*c);
	for (; *name; name++)
		add(*name);
	add(0);
	for (; place && strcmp(match->words[place - 1], word) > 0; place--)
		match->words[place] = match->words[place - 1];
	match->words[place] = word;
	match->count++;
}

/* Ends the word that begins at `start`: a pattern becomes the names that match. */
static int finish(size_t start, bool pattern, char **words, int count)
{
	char *word = arena + start, *slash = NULL, *folder;
	struct match match;

	add(0);
	if (count >= MAX_WORDS - 1)
		return count;
	if (pattern) {
		for (char *c = word; *c; c++)
			slash = *c == '/' ? c : slash;
		folder = arena + used;
		for (char *c = word; slash && c <= slash; c++)
			add(*c);
		add(0);
		match = (struct match){ slash ? slash + 1 : word, folder, words + count, 0 };
		list_folder(slash ? folder : ".", add_match, &match);
		if (match.count)
			return count + match.count;
	}
	words[count] = word;
	return count + 1;
}

static int expand(const char **at, char **words, int count, bool split)
{
	size_t start = used;
	bool quoted = false, pattern = false, there = false;

	while (**at && (quoted || !strchr(" \t\n;|&<>()", **at))) {
		if (**at == '"') {
			quoted = !quoted;
			there = true;
			++*at;
		} else if (**at == '\'' && !quoted) {
			for (++*at; **at && **at != '\''; ++*at)
				add(**at);
			*at += !!**at;
			there = true;
		} else if (**at == '\\' && (!quoted || strchr("\"\\$`", (*at)[1]))) {
			add((*at)[1]);
			*at += 2;
		} else if (**at == '$' && ((*at)[1] == '(' || (*at)[1] == '{' || (*at)[1] == '?' ||
					   is_name((*at)[1], false))) {
			size_t place = used;

			dollar(at);
			/* Blanks divide what stands without quotes. */
			for (; split && !quoted && place < used; place++) {
				if (arena[place] != ' ' && arena[place] != '\n' && arena[place] != '\t')
					continue;
				arena[place] = 0;
				if (place > start && count < MAX_WORDS - 1)
					words[count++] = arena + start;
				start = place + 1;
			}
		} else {
			pattern |= !quoted && (**at == '*' || **at == '?');
			add(*(*at)++);
		}
	}
	if (used > start || there)
		count = finish(start, pattern && split, words, count);
	return count;
}

int words_expand(const char **at, char **words, int count)
{
	return expand(at, words, count, true);
}

char *words_expand_one(const char **at)
{
	char *word = "";

	expand(at, &word, 0, false);
	return word;
}

/* NAME=VALUE */
bool words_assign(const char **at)
{
	const char *place = *at;
	char name[32];

	words_name(&place, name, sizeof(name));
	if (!*name || *place++ != '=')
		return false;
	*at = place;
	words_status = 0;
	words_set(name, words_expand_one(at));
	return true;
}
