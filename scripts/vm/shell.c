// SPDX-License-Identifier: GPL-2.0-only
/*
 * A shell for tests: as much of POSIX's as they use.
 *
 *   lists ; && || |, { }, ( ) not, for, while, if, functions, `exec` with redirections,
 *   eval, exit, cd, set --, variables, $1 $? $(...) $((...)), quotes, patterns, n<>file
 *
 * The text is run while it is read. What is not to be run is read all the same, with
 * `running` off, to find its end.
 */
#include "system.h"
#include "words.h"

enum { FUNCTIONS = 8, REDIRECTIONS = 8 };

static struct {
	char name[32];
	char body[1024];
} functions[FUNCTIONS];

struct redirections {
	int count;
	struct {
		int fd, copy;
	} saved[REDIRECTIONS];
};

static const char *at;		/* what is read next */
static bool running = true, leaving;
static int status;

static void list(void);

static void skip_blanks(bool newlines)
{
	while (*at == ' ' || *at == '\t' || (newlines && (*at == '\n' || *at == ';')))
		at++;
}

static bool word_is(const char *word)
{
	size_t size = strlen(word);

	return !strncmp(at, word, size) && (!at[size] || strchr(" \t\n;|&<>()", at[size]));
}

static bool take(const char *word)
{
	skip_blanks(true);
	if (!word_is(word))
		return false;
	at += strlen(word);
	return true;
}

/* Words that end the list before them. */
static bool at_end_of_list(void)
{
	return !*at || *at == ')' || word_is("}") || word_is("do") || word_is("done") ||
		word_is("then") || word_is("else") || word_is("fi");
}

/* Redirections. */

static bool at_redirection(void)
{
	const char *c = at;

	while (*c >= '0' && *c <= '9')
		c++;
	return *c == '<' || *c == '>';
}

static int open_target(const char *how, const char *target)
{
	int flags = !strcmp(how, "<") ? O_RDONLY : !strcmp(how, "<>") ? O_RDWR | O_CREAT :
		O_WRONLY | O_CREAT | (!strcmp(how, ">>") ? O_APPEND : O_TRUNC);

	return open_file(target, flags, 0666);
}

/* Does, if running, the redirection that comes next. What it hides is kept if asked for. */
static bool redirect(struct redirections *kept)
{
	char how[3] = "", *target;
	int fd = *at >= '0' && *at <= '9' ? number(at) : -1, from;

	while (*at >= '0' && *at <= '9')
		at++;
	for (int n = 0; n < 2 && *at && strchr("<>&", *at); n++)
		how[n] = *at++;
	fd = fd < 0 ? *how == '>' : fd;
	skip_blanks(false);
	target = running ? words_expand_one(&at) : (words_skip(&at), NULL);
	if (!running)
		return true;
	if (kept && kept->count < REDIRECTIONS) {
		kept->saved[kept->count].fd = fd;
		kept->saved[kept->count++].copy = copy_descriptor(fd, 100);
	}
	if (how[1] == '&') {
		from = *target == '-' ? SYS1(close, fd) : SYS3(dup3, number(target), fd, 0);
		if (*target == '-' || from >= 0)
			return true;
		complain("sh", target, from);
		return false;
	}
	from = open_target(how, target);
	if (from < 0) {
		complain("sh", target, from);
		return false;
	}
	if (from != fd) {
		SYS3(dup3, from, fd, 0);
		SYS1(close, from);
	}
	return true;
}

static void restore(struct redirections *kept)
{
	while (kept->count--) {
		int fd = kept->saved[kept->count].fd, copy = kept->saved[kept->count].copy;

		if (copy < 0) {
			SYS1(close, fd);
			continue;
		}
		SYS3(dup3, copy, fd, 0);
		SYS1(close, copy);
	}
}

/* Commands. */

static int run_text(const char *text)
{
	const char *before = at;

	at = text;
	list();
	at = before;
	return status;
}

static int call(int function, int argc, char **argv)
{
	struct parameters before = words_parameters;

	words_parameters = (struct parameters){ argc, argv };
	run_text(functions[function].body);
	words_parameters = before;
	return status;
}

/* Runs a command by its words. */
int shell_words(int argc, char **argv)
{
	command_fn *command;

	if (!argc)
		return status;
	for (int n = 0; n < FUNCTIONS; n++)
		if (*functions[n].name && !strcmp(functions[n].name, argv[0]))
			return call(n, argc, argv);
	if (!strcmp(argv[0], "exit")) {
		leaving = true;
		return argc > 1 ? number(argv[1]) : status;
	}
	if (!strcmp(argv[0], "eval"))
		return argc > 1 ? run_text(argv[1]) : 0;
	if (!strcmp(argv[0], "exec"))
		return 0;
	if (!strcmp(argv[0], "writes")) {
		char *swapped[] = { "echo", "-n", argv[2] };
		int fd = open_file(argv[1], O_WRONLY | O_CREAT | O_TRUNC, 0666);

		if (fd < 0)
			return complain("writes", argv[1], fd);
		SYS3(dup3, fd, 1, 0);
		return find_command("echo")(3, swapped);
	}
	if (!strcmp(argv[0], "cd")) {
		long error = argc > 1 ? SYS1(chdir, argv[1]) : -EINVAL;

		return error < 0 ? complain("cd", argv[argc > 1], error) : 0;
	}
	if (!strcmp(argv[0], "set")) {
		words_set_parameters(argc - 1, argv + 1);
		return 0;
	}
	command = find_command(argv[0]);
	return command ? command(argc, argv) : complain(argv[0], "command", -ENOENT) + 126;
}

static void simple(void)
{
	struct redirections kept = { 0 };
	char *words[MAX_WORDS];
	size_t mark = words_mark();
	int count = 0, ran = 0;
	bool good = true, for_good = word_is("exec");

	for (;;) {
		skip_blanks(false);
		if (at_redirection()) {
			good = redirect(for_good ? NULL : &kept) && good;
		} else if (!*at || strchr("\n;|&()", *at)) {
			break;
		} else if (!running) {
			words_skip(&at);
		} else if (!count && words_assign(&at)) {
			ran = words_status;
		} else {
			count = words_expand(&at, words, count);
		}
	}
	if (running) {
		words_status = status = ran;
		if (!good)
			status = 1;
		else if (count)
			status = shell_words(count, words);
		words_status = status;
		restore(&kept);
		words_release(mark);
	}
}

static void define(const char *name, size_t size)
{
	const char *begin = at;
	bool was = running;

	skip_blanks(true);
	begin = ++at;
	running = false;
	list();
	running = was;
	for (int n = 0; running && n < FUNCTIONS; n++) {
		if (*functions[n].name && strncmp(functions[n].name, name, size))
			continue;
		memset(&functions[n], 0, sizeof(functions[n]));
		memcpy(functions[n].name, name, size);
		if (at - begin < (long)sizeof(functions[n].body))
			memcpy(functions[n].body, begin, at - begin);
		break;
	}
	take("}");
}

static void loop_while(void)
{
	const char *condition = at;
	bool was = running;

	for (;;) {
		at = condition;
		list();
		take("do");
		running = was && !leaving && !status;
		list();
		take("done");
		if (!running || leaving)
			break;
	}
	running = was;
	if (running && !leaving)
		status = 0;
}

static void loop_for(void)
{
	char name[32], *words[MAX_WORDS];
	size_t mark = words_mark();
	int count = 0;
	const char *body;
	bool was = running;

	skip_blanks(false);
	words_name(&at, name, sizeof(name));
	take("in");
	for (skip_blanks(false); *at && *at != ';' && *at != '\n'; skip_blanks(false)) {
		if (running)
			count = words_expand(&at, words, count);
		else
			words_skip(&at);
	}
	take("do");
	body = at;
	running = false;
	list();
	running = was;
	for (int n = 0; running && !leaving && n < count; n++) {
		words_set(name, words[n]);
		at = body;
		list();
	}
	take("done");
	words_release(mark);
}

static void branch(void)
{
	bool was = running, yes;

	list();
	yes = !status;
	take("then");
	running = was && yes && !leaving;
	list();
	running = was && !yes && !leaving;
	if (take("else"))
		list();
	else if (running)
		status = 0;
	running = was;
	take("fi");
}

static void compound_here(void)
{
	if (take("while")) {
		loop_while();
	} else if (take("for")) {
		loop_for();
	} else if (take("if")) {
		branch();
	} else {
		take("{");
		list();
		take("}");
	}
}

/* Redirections stand behind, and are done first. */
static void compound(void)
{
	struct redirections kept = { 0 };
	const char *begin = at, *end;
	bool was = running, good = true;

	running = false;
	compound_here();
	running = was;
	for (skip_blanks(false); at_redirection(); skip_blanks(false))
		good = redirect(&kept) && good;
	if (!running)
		return;
	end = at;
	at = begin;
	if (good)
		compound_here();
	else
		status = 1;
	at = end;
	restore(&kept);
}

static void command(void)
{
	const char *end;

	skip_blanks(false);
	for (end = at; (*end | 0x20) >= 'a' && (*end | 0x20) <= 'z'; end++)
		;
	if (end > at && end[0] == '(' && end[1] == ')') {
		const char *name = at;

		at = end + 2;
		define(name, end - name);
	} else if (word_is("while") || word_is("for") || word_is("if") || word_is("{")) {
		compound();
	} else {
		simple();
	}
}

static bool at_pipe(void)
{
	skip_blanks(false);
	return at[0] == '|' && at[1] != '|';
}

static void close_if_open(int fd)
{
	if (fd >= 0)
		SYS1(close, fd);
}

/* Every command of a pipeline is a process of its own. */
static void pipeline(void)
{
	const char *begin = at;
	long process[8];
	int count = 0, in = -1;
	bool was = running, broken = false;

	running = false;
	command();
	running = was;
	if (!running) {
		while (at_pipe()) {
			at++;
			command();
		}
		return;
	}
	if (!at_pipe()) {
		at = begin;
		command();
		return;
	}
	for (;;) {
		bool last = !at_pipe();
		int ends[2] = { -1, -1 };
		long error = last || broken ? 0 : SYS2(pipe2, ends, 0);

		if (error >= 0 && !broken)
			error = process[count] = system_fork();
		if (error < 0) {
			complain("sh", "pipeline", error);
			broken = true;
		}
		if (!broken && !process[count]) {
			if (in >= 0)
				SYS3(dup3, in, 0, 0);
			if (!last)
				SYS3(dup3, ends[1], 1, 0);
			close_if_open(in);
			close_if_open(ends[0]);
			close_if_open(ends[1]);
			at = begin;
			command();
			SYS1(exit_group, status);
		}
		count += !broken;
		close_if_open(in);
		close_if_open(ends[1]);
		in = ends[0];
		if (last || count == 8)
			break;
		at++;
		begin = at;
		running = false;
		command();
		running = true;
	}
	for (int n = 0; n < count; n++)
		status = wait_for(process[n]);
	if (broken)
		status = 1;
	words_status = status;
}

static void and_or(void)
{
	bool was = running;

	pipeline();
	for (skip_blanks(false); (at[0] == '&' && at[1] == '&') || (at[0] == '|' && at[1] == '|');
	     skip_blanks(false)) {
		bool after_failure = *at == '|';

		at += 2;
		skip_blanks(true);
		running = was && !leaving && after_failure == !!status;
		pipeline();
		running = was;
	}
}

static void list(void)
{
	bool was = running;

	for (skip_blanks(true); !at_end_of_list(); skip_blanks(true)) {
		const char *before = at;

		running = was && !leaving;
		and_or();
		if (at == before)
			break;
	}
	running = was;
}

/* Runs a script; returns its last command's status. */
int shell_run(const char *script)
{
	return run_text(script);
}
