// SPDX-License-Identifier: GPL-2.0-only
/* The commands that tests use, each as much of it as they use. */
#include <linux/stat.h>

#include "system.h"

static char buffer[1 << 16];

static int cat_main(int argc, char **argv)
{
	int status = 0;

	for (int n = 1; n < argc || n == 1; n++) {
		const char *name = argc > 1 ? argv[n] : "standard input";
		int fd = argc > 1 ? open_file(name, O_RDONLY, 0) : 0;
		long size = fd;

		while (fd >= 0 && (size = SYS3(read, fd, buffer, sizeof(buffer))) > 0)
			write_all(1, buffer, size);
		if (size < 0)
			status = complain("cat", name, size);
		if (argc > 1 && fd >= 0)
			SYS1(close, fd);
	}
	return status;
}

static int echo_main(int argc, char **argv)
{
	char line[4096];
	size_t used = 0;
	bool newline = argc < 2 || strcmp(argv[1], "-n");

	for (int n = newline ? 1 : 2; n < argc; n++) {
		format(line + used, sizeof(line) - used, "%s%s", argv[n], n + 1 < argc ? " " : "");
		used += strlen(line + used);
	}
	if (newline)
		line[used++] = '\n';
	for (size_t done = 0; done < used; ) {
		long size = SYS3(write, 1, line + done, used - done);

		if (size < 0)
			return complain("echo", "write error", size);
		done += size;
	}
	return 0;
}

static int printf_main(int argc, char **argv)
{
	if (argc > 1)
		write_all(1, argv[1], strlen(argv[1]));
	return 0;
}

/* The whole of standard input, or of a file; what is too much is left out. */
static long read_all(const char *path)
{
	int fd = path ? open_file(path, O_RDONLY, 0) : 0;
	long size = 0, got = fd;

	while (fd >= 0 && size < (long)sizeof(buffer) - 1 &&
	       (got = SYS3(read, fd, buffer + size, sizeof(buffer) - 1 - size)) > 0)
		size += got;
	if (path && fd >= 0)
		SYS1(close, fd);
	buffer[size] = 0;
	return got < 0 ? got : size;
}

/* Calls `each` for every line of what read_all() found, until it has seen enough. */
static void lines(bool (*each)(char *line, void *data), void *data)
{
	for (char *line = buffer; *line; ) {
		char *end = strchr(line, '\n'), *next = end ? end + 1 : line + strlen(line);

		if (end)
			*end = 0;
		if (!each(line, data))
			return;
		line = next;
	}
}

struct range {
	long from, to, at;
};

static bool in_range(char *line, void *data)
{
	struct range *range = data;

	if (range->at >= range->from && range->at < range->to)
		say(1, "%s\n", line);
	range->at++;
	return true;
}

/* head -n N, tail -n N */
static int part_main(int argc, char **argv)
{
	long count = argc > 2 ? number(argv[2]) : 10, total = 0;
	struct range range = { 0, count, 0 };

	read_all(argc > 3 ? argv[3] : NULL);
	if (!strcmp(argv[0], "tail")) {
		for (char *c = buffer; *c; c++)
			total += *c == '\n' || !c[1];
		range = (struct range){ total > count ? total - count : 0, total, 0 };
	}
	lines(in_range, &range);
	return 0;
}

static int wc_main(int argc, char **argv)
{
	long total = 0, size;

	while ((size = SYS3(read, 0, buffer, sizeof(buffer))) > 0)
		total += size;
	say(1, "%ld\n", total);
	return size < 0 ? complain("wc", "standard input", size) : 0;
}

struct search {
	const char *pattern;
	bool count;
	int found;
};

/* `.` stands for any character. */
static bool begins(const char *pattern, const char *text)
{
	for (; *pattern; pattern++, text++)
		if (!*text || (*pattern != '.' && *pattern != *text))
			return false;
	return true;
}

static void search_line(struct search *search, char *line)
{
	for (char *c = line; *c; c++) {
		if (begins(search->pattern, c)) {
			search->found++;
			if (!search->count)
				say(1, "%s\n", line);
			return;
		}
	}
}

/* Searches the whole lines of what was read, and returns how much is left of the last one. */
static long search_lines(struct search *search, long size)
{
	char *line = buffer, *end;

	buffer[size] = 0;
	while ((end = strchr(line, '\n'))) {
		*end = 0;
		search_line(search, line);
		line = end + 1;
	}
	size -= line - buffer;
	memmove(buffer, line, size + 1);
	return size;
}

/* grep [-c] PATTERN [FILE] */
static int grep_main(int argc, char **argv)
{
	bool count = argc > 1 && !strcmp(argv[1], "-c");
	int first = count ? 2 : 1;
	struct search search = { argc > first ? argv[first] : "", count, 0 };
	const char *path = argc > first + 1 ? argv[first + 1] : NULL;
	int fd = path ? open_file(path, O_RDONLY, 0) : 0;
	long left = 0, got = fd;

	while (fd >= 0 && (got = SYS3(read, fd, buffer + left, sizeof(buffer) - 1 - left)) > 0)
		left = search_lines(&search, left + got);
	if (path && fd >= 0)
		SYS1(close, fd);
	if (got < 0)
		return complain("grep", path ? path : "standard input", got);
	if (left)
		search_line(&search, buffer);
	if (count)
		say(1, "%d\n", search.found);
	return !search.found;
}

static int dd_main(int argc, char **argv)
{
	const char *from = NULL, *to = NULL;
	long block = 512, count = -1, seek = 0, whole[2] = { 0 }, part[2] = { 0 };
	bool sync = false;
	int in = 0, out = 1, status = 0;

	for (int n = 1; n < argc; n++) {
		char *value = strchr(argv[n], '=');

		if (!value++)
			continue;
		if (!strncmp(argv[n], "if=", 3))
			from = value;
		else if (!strncmp(argv[n], "of=", 3))
			to = value;
		else if (!strncmp(argv[n], "bs=", 3))
			block = number(value);
		else if (!strncmp(argv[n], "count=", 6))
			count = number(value);
		else if (!strncmp(argv[n], "seek=", 5))
			seek = number(value);
		else if (!strcmp(argv[n], "conv=fsync"))
			sync = true;
	}
	if (block > (long)sizeof(buffer))
		return complain("dd", "bs", -EINVAL);
	if (from && (in = open_file(from, O_RDONLY, 0)) < 0)
		return complain("dd", from, in);
	if (to && (out = open_file(to, O_WRONLY | O_CREAT | (seek ? 0 : O_TRUNC), 0666)) < 0)
		return complain("dd", to, out);
	if (seek && move_to(out, seek * block) < 0)
		return complain("dd", to ? to : "standard output", -ESPIPE);

	while (count--) {
		long got = SYS3(read, in, buffer, block), put;

		if (got <= 0) {
			if (got < 0)
				status = complain("dd", from ? from : "standard input", got);
			break;
		}
		*(got == block ? whole : part) += 1;
		put = SYS3(write, out, buffer, got);
		if (put < 0) {
			status = complain("dd", to ? to : "standard output", put);
			break;
		}
		*(put == block ? whole + 1 : part + 1) += 1;
	}
	if (sync) {
		long error = SYS1(fsync, out);

		if (error < 0)
			status = complain("dd", to ? to : "standard output", error);
	}
	for (int n = 0; n < 2; n++)
		say(2, "%ld+%ld records %s\n", whole[n], part[n], n ? "out" : "in");
	if (from)
		SYS1(close, in);
	if (to)
		SYS1(close, out);
	return status;
}

/* cut -d CHARACTER -f NUMBER */
static bool cut_line(char *line, void *data)
{
	char **argv = data, *end;
	long field = number(argv[4]);

	while (--field && (line = strchr(line, *argv[2])))
		line++;
	if (!line)
		return true;
	end = strchr(line, *argv[2]);
	if (end)
		*end = 0;
	say(1, "%s\n", line);
	return true;
}

static int cut_main(int argc, char **argv)
{
	if (argc != 5)
		return complain("cut", "arguments", -EINVAL);
	read_all(NULL);
	lines(cut_line, argv);
	return 0;
}

struct names {
	size_t used;
	int count;
	char *name[512];
};

static void remember(const char *name, void *data)
{
	struct names *names = data;
	size_t size = strlen(name) + 1, place = names->count;

	if (place >= 512 || names->used + size > sizeof(buffer))
		return;
	memcpy(buffer + names->used, name, size);
	for (; place && strcmp(names->name[place - 1], buffer + names->used) > 0; place--)
		names->name[place] = names->name[place - 1];
	names->name[place] = buffer + names->used;
	names->count++;
	names->used += size;
}

/* ls [-d] [NAME] */
static int ls_main(int argc, char **argv)
{
	bool self = argc > 1 && !strcmp(argv[1], "-d");
	const char *path = argc > 1 + self ? argv[1 + self] : ".";
	static struct names names;
	unsigned int mode;
	int error;

	if (!stat_mode(path, &mode))
		return complain("ls", path, -ENOENT);
	if (self || (mode & 0170000) != 0040000) {
		say(1, "%s\n", path);
		return 0;
	}
	names.used = names.count = 0;
	error = list_folder(path, remember, &names);
	for (int n = 0; n < names.count; n++)
		if (*names.name[n] != '.')
			say(1, "%s\n", names.name[n]);
	return error < 0 ? complain("ls", path, error) : 0;
}

static int mknod_main(int argc, char **argv)
{
	unsigned int major = argc == 5 ? number(argv[3]) : 0, minor = argc == 5 ? number(argv[4]) : 0;
	long error = argc != 5 ? -EINVAL :
		SYS4(mknodat, AT_FDCWD, argv[1], (*argv[2] == 'b' ? 0060000 : 0020000) | 0666,
		     (minor & 0xff) | major << 8 | (minor & ~0xff) << 12);

	return error < 0 ? complain("mknod", argv[1], error) : 0;
}

/* mkdir, rmdir, rm: one call a name. */
static int path_main(int argc, char **argv)
{
	int status = 0;

	for (int n = 1; n < argc; n++) {
		long error = !strcmp(argv[0], "mkdir") ? SYS3(mkdirat, AT_FDCWD, argv[n], 0777) :
			SYS3(unlinkat, AT_FDCWD, argv[n], strcmp(argv[0], "rm") ? AT_REMOVEDIR : 0);

		if (error < 0)
			status = complain(argv[0], argv[n], error);
	}
	return status;
}

static int insmod_main(int argc, char **argv)
{
	char options[1024] = "";
	int fd = argc > 1 ? open_file(argv[1], O_RDONLY, 0) : -EINVAL;
	long error = fd;

	for (int n = 2; n < argc; n++) {
		size_t used = strlen(options);

		format(options + used, sizeof(options) - used, "%s%s", n > 2 ? " " : "", argv[n]);
	}
	if (fd >= 0) {
		error = SYS3(finit_module, fd, options, 0);
		SYS1(close, fd);
	}
	return error < 0 ? complain("insmod", argv[1], error) : 0;
}

static int rmmod_main(int argc, char **argv)
{
	long error = argc > 1 ? SYS2(delete_module, argv[1], O_NONBLOCK) : -EINVAL;

	return error < 0 ? complain("rmmod", argv[1], error) : 0;
}

/* dmesg -c: prints the log and forgets it. */
static int dmesg_main(int argc, char **argv)
{
	const int read_all_and_clear = 4;
	long size = SYS3(syslog, read_all_and_clear, buffer, sizeof(buffer));

	if (size > 0)
		write_all(1, buffer, size);
	return size < 0 ? complain("dmesg", "log", size) : 0;
}

static int test_two(const char *a, const char *how, const char *b)
{
	static const char *const names[] = { "-eq", "-ne", "-lt", "-le", "-gt", "-ge" };
	long x = number(a), y = number(b);
	bool answers[] = { x == y, x != y, x < y, x <= y, x > y, x >= y };

	for (int n = 0; n < 6; n++)
		if (!strcmp(how, names[n]))
			return !answers[n];
	if (!strcmp(how, "="))
		return !!strcmp(a, b);
	return complain("test", how, -EINVAL) + 1;
}

static int test_main(int argc, char **argv)
{
	unsigned int mode;

	if (argc > 1 && !strcmp(argv[argc - 1], "]"))
		argc--;
	if (argc > 1 && !strcmp(argv[1], "!")) {
		argv[1] = argv[0];
		return !test_main(argc - 1, argv + 1);
	}
	if (argc == 4)
		return test_two(argv[1], argv[2], argv[3]);
	if (argc != 3)
		return argc < 2 || !*argv[1];
	if (argv[1][1] == 'n' || argv[1][1] == 'z')
		return (argv[1][1] == 'n') == !*argv[2];
	if (!stat_mode(argv[2], &mode))
		return 1;
	switch (argv[1][1]) {
	case 'b': return (mode & 0170000) != 0060000;
	case 'c': return (mode & 0170000) != 0020000;
	case 'd': return (mode & 0170000) != 0040000;
	default:  return 0;
	}
}

static int true_main(int argc, char **argv)
{
	return !!strcmp(argv[0], "true");
}

static const struct {
	const char *name;
	command_fn *run;
} commands[] = {
	{ "[", test_main }, { "cat", cat_main }, { "cut", cut_main }, { "dd", dd_main },
	{ "dmesg", dmesg_main }, { "echo", echo_main }, { "false", true_main }, { "grep", grep_main },
	{ "head", part_main }, { "insmod", insmod_main }, { "ioctl", ioctl_main }, { "leaks", leaks_main },
	{ "ls", ls_main },
	{ "mkdir", path_main }, { "mknod", mknod_main }, { "mmap", mmap_main }, { "poll", poll_main },
	{ "printf", printf_main },
	{ "rm", path_main }, { "rmdir", path_main }, { "rmmod", rmmod_main },
	{ "signals", signals_main }, { "step", step_main },
	{ "sweep", sweep_main }, { "tail", part_main }, { "test", test_main }, { "timed", timed_main },
	{ "true", true_main }, { "wc", wc_main },
};

command_fn *find_command(const char *name)
{
	for (size_t n = 0; n < sizeof(commands) / sizeof(*commands); n++)
		if (!strcmp(commands[n].name, name))
			return commands[n].run;
	return NULL;
}
