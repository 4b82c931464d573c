// SPDX-License-Identifier: GPL-2.0-only
/*
 * Commands that run something again and again while one allocation after the other fails.
 *
 * Every attempt is a process of its own, so that a report of leaked memory, which names the
 * process, says which attempt it was.
 */
#include <linux/time_types.h>

#include "system.h"

enum { OUTCOMES = 12, ATTEMPTS = 1 << 16, TEXT = 160, FAIL_FD = 210 };

static struct {
	int process, step, nth;
} attempts[ATTEMPTS];
static int attempt_count;

struct outcome {
	int status, count, first;
	char text[TEXT];
};

/* The module that was loaded last. */
static char last[64];

static char page[1 << 16];
static int output;

static long seconds(void)
{
	struct __kernel_timespec now = {};
	const int monotonic = 1;

	SYS2(clock_gettime64, monotonic, &now);
	return now.tv_sec;
}

/* A file whose memory is there already: what is printed is not to allocate any. */
static void clear_output(void)
{
	const size_t size = 4096;

	if (output <= 0) {
		int low = open_file("/tmp/swept", O_RDWR | O_CREAT | O_TRUNC, 0600);

		output = copy_descriptor(low, FAIL_FD + 1);
		SYS1(close, low);
	}
	memset(page, 0, size);
	move_to(output, 0);
	write_all(output, page, size);
	move_to(output, 0);
}

/* The last line of what was printed. */
static void last_line(char *to)
{
	char *line = page;
	size_t length = 0;
	long size;

	move_to(output, 0);
	size = SYS3(read, output, page, 4096);
	page[size > 0 ? size : 0] = 0;
	for (char *c = page; *c; c++)
		if (*c == '\n' && c[1])
			line = c + 1;
	for (; line[length] && line[length] != '\n' && length < TEXT - 1; length++)
		to[length] = line[length];
	to[length] = 0;
}

/* Runs a command while the allocation `nth` fails; 0 fails none. Returns what was not used up of `nth`. */
static long attempt(int step, int nth, int argc, char **argv, int *status)
{
	long process, left = -1;
	int ends[2] = { -1, -1 };

	clear_output();
	SYS2(pipe2, ends, 0);
	process = system_fork();
	if (!process) {
		char text[24];
		int fd = open_file("/proc/self/fail-nth", O_RDWR, 0);
		int fail = copy_descriptor(fd, FAIL_FD), result;

		SYS1(close, fd);
		SYS3(dup3, output, 1, 0);
		SYS3(dup3, output, 2, 0);
		fd = copy_descriptor(ends[1], FAIL_FD + 2);
		SYS1(close, ends[0]);
		SYS1(close, ends[1]);
		format(text, sizeof(text), "%d", nth);
		if (nth)
			write_all(fail, text, strlen(text));
		result = argc == 3 && !strcmp(argv[0], "sh") ? shell_run(argv[2]) : shell_words(argc, argv);
		move_to(fail, 0);
		memset(text, 0, sizeof(text));
		if (nth && SYS3(read, fail, text, sizeof(text) - 1) > 0)
			left = number(text);
		move_to(fail, 0);
		write_all(fail, "0", 1);
		write_all(fd, (char *)&left, sizeof(left));
		SYS1(exit_group, result);
	}
	SYS1(close, ends[1]);
	if (attempt_count < ATTEMPTS) {
		attempts[attempt_count].process = process;
		attempts[attempt_count].step = step;
		attempts[attempt_count++].nth = nth;
	}
	*status = wait_for(process);
	if (SYS3(read, ends[0], &left, sizeof(left)) != sizeof(left))
		left = -1;
	SYS1(close, ends[0]);
	return left;
}

static int plain(int argc, char **argv)
{
	int status;

	attempt(0, 0, argc, argv, &status);
	return status;
}

static int unload(const char *module)
{
	char *words[] = { "rmmod", (char *)module };

	return plain(2, words);
}

/* /modules/NAME.ko */
static void module_of(const char *path, char *name)
{
	const char *begin = path;
	size_t size = 0;

	for (const char *c = path; *c; c++)
		if (*c == '/')
			begin = c + 1;
	for (; begin[size] && begin[size] != '.' && size < 63; size++)
		name[size] = begin[size];
	name[size] = 0;
}

static void count_outcome(struct outcome *outcomes, int nth, int status)
{
	char text[TEXT];
	int n = 0;

	last_line(text);
	if (!status)
		text[0] = 0;
	while (n < OUTCOMES - 1 && outcomes[n].count &&
	       (outcomes[n].status != status || strcmp(outcomes[n].text, text)))
		n++;
	if (!outcomes[n].count++) {
		outcomes[n].status = status;
		outcomes[n].first = nth;
		memcpy(outcomes[n].text, text, TEXT);
	}
}

/* Before a step the module is loaded, or is not. */
static bool prepare(bool wanted, const char *module)
{
	if (wanted == is_loaded(module))
		return true;
	if (wanted) {
		struct loaded *known = recall_loaded(module);

		return known && !plain(known->argc, known->argv) && is_loaded(module);
	}
	return !unload(module) && !is_loaded(module);
}

/*
 * sweep STEP SECONDS COMMAND [ARGUMENT]...
 *
 * Runs a command while its first allocation fails, then its second, and so on, until it has
 * fewer. After so many seconds not every one is tried any more, but one of sixteen, and ever
 * fewer. Modules that come or go by it go or come again before the next attempt.
 *
 *   layer: at STEP NTH                           where it is, now and then
 *   layer: outcome STEP COUNT NTH STATUS TEXT    attempts that ended alike, and the first of them
 *   layer: clean STEP STATUS TEXT                how it ends if nothing fails
 *   layer: swept STEP WHOLE LAST                 all were tried up to WHOLE; LAST had no failure
 *   layer: stuck STEP NTH TEXT                   after that attempt the module's state cannot be had, and why
 */
int sweep_main(int argc, char **argv)
{
	static struct outcome outcomes[OUTCOMES];
	char module[64] = "", text[TEXT];
	bool inserts = argc > 4 && !strcmp(argv[3], "insmod");
	bool removes = argc > 4 && !strcmp(argv[3], "rmmod");
	int step = argc > 3 ? number(argv[1]) : 0, nth = 1, whole = 0, status = 0;
	long end = seconds() + (argc > 3 ? number(argv[2]) : 0), told = seconds();
	bool wanted;

	if (argc < 4)
		return complain("sweep", "arguments", -EINVAL);
	if (inserts || removes)
		module_of(argv[4], module);
	else
		memcpy(module, last, sizeof(module));
	wanted = is_loaded(module);
	memset(outcomes, 0, sizeof(outcomes));
	tell("layer: at %d 0\n", step);
	for (;;) {
		long left = attempt(step, nth, argc - 3, argv + 3, &status);

		if (left < 0)
			tell("layer: stuck %d %d the command was ended\n", step, nth);
		if (left)
			break;
		count_outcome(outcomes, nth, status);
		if (!prepare(wanted, module)) {
			last_line(text);
			tell("layer: stuck %d %d %s\n", step, nth, text);
			break;
		}
		if (seconds() > told + 4) {
			tell("layer: at %d %d\n", step, nth);
			told = seconds();
		}
		if (seconds() < end)
			whole = nth++;
		else
			nth += nth / 16 + 1;
	}
	/* The last attempt had no failure, but perhaps all that an earlier one had left. */
	last_line(text);
	tell("layer: clean %d %d %s\n", step, status, text);
	for (int n = 0; n < OUTCOMES && outcomes[n].count; n++)
		tell("layer: outcome %d %d %d %d %s\n", step, outcomes[n].count, outcomes[n].first,
		     outcomes[n].status, outcomes[n].text);
	tell("layer: swept %d %d %d\n", step, whole, nth);
	if (!inserts || !is_loaded(module))
		return 0;
	if (!remember_loaded(module, argc - 3, argv + 3))
		return complain("sweep", module, -ENOSPC);
	memcpy(last, module, sizeof(last));
	return 0;
}

/*
 * leaks [forget]: has kmemleak look for memory that nobody points to, late enough for what is
 * young, and twice, as it wants; prints the first reports and which attempts they come from. With `forget` it
 * reports nothing, and what is there by now is none of its business later.
 */
int leaks_main(int argc, char **argv)
{
	static const char file[] = "/sys/kernel/debug/kmemleak";
	const struct __kernel_timespec age = { .tv_sec = 6 };
	int fd = open_file(file, O_RDWR, 0), reports = 0;
	long size, error = fd;

	SYS5(ppoll_time64, 0, 0, &age, 0, 8);
	for (int n = 0; error >= 0 && n < 2; n++)
		error = SYS3(write, fd, "scan", 4);
	/* Writing moves the position as well. */
	if (error >= 0)
		error = move_to(fd, 0);
	while (error >= 0 && argc < 2 && (size = SYS3(read, fd, page, sizeof(page) - 1)) > 0) {
		char *line = page;

		page[size] = 0;
		while (*line) {
			char *eol = strchr(line, '\n'), *next = eol ? eol + 1 : line + strlen(line);

			if (eol)
				*eol = 0;
			reports += !strncmp(line, "unreferenced", 12);
			if (reports <= 30)
				tell("layer: leak %s\n", line);
			for (char *c = line; *c; c++) {
				if (strncmp(c, "pid ", 4))
					continue;
				for (int n = attempt_count; reports <= 30 && n--; ) {
					if (attempts[n].process != number(c + 4))
						continue;
					tell("layer: leaker %d %d %d\n", attempts[n].process,
					     attempts[n].step, attempts[n].nth);
					break;
				}
			}
			line = next;
		}
	}
	if (error >= 0)
		error = SYS3(write, fd, "clear", 5);
	if (fd >= 0)
		SYS1(close, fd);
	attempt_count = 0;
	if (error < 0)
		return complain("leaks", file, error);
	tell("layer: leaks %d\n", reports);
	return 0;
}
