// SPDX-License-Identifier: GPL-2.0-only
/*
 * The guest's first process: runs every script of /steps, then powers off.
 *
 * All that it says goes through /dev/kmsg, so that it stands in one order with what the
 * kernel prints, in whole lines, each beginning with `layer: `. The host reads them
 * (scripts/layer/console.py).
 *
 * With an argument `restart` it restarts the machine in the end, for machines that cannot
 * be switched off. When it is not the first process it is a shell: `guest -c SCRIPT`.
 */
#include <linux/reboot.h>

#include "system.h"

enum { LOG_READ_ALL = 3, LOG_CLEAR = 5 };

static char room[1 << 19];
int kmsg;
long page_size = 4096;

static void tell_lines(const char *what, long size)
{
	room[size > 0 ? size : 0] = 0;
	for (char *line = room; *line; ) {
		char *end = strchr(line, '\n'), *next = end ? end + 1 : line + strlen(line);

		if (end)
			*end = 0;
		say(kmsg, "layer: %s %s\n", what, line);
		line = next;
	}
}

static long read_file(const char *path)
{
	int fd = open_file(path, O_RDONLY, 0);
	long size = 0, got = fd;

	while (fd >= 0 && (got = SYS3(read, fd, room + size, sizeof(room) - 1 - size)) > 0)
		size += got;
	if (fd >= 0)
		SYS1(close, fd);
	return got < 0 ? got : size;
}

/* Runs `sh -c SCRIPT`, or a command, in a process of its own. */
static int run(int argc, char **argv, int output)
{
	long process = system_fork();

	if (process < 0)
		return complain("step", "fork", process);
	if (process)
		return wait_for(process);
	SYS3(dup3, output, 1, 0);
	SYS3(dup3, output, 2, 0);
	SYS1(close, output);
	if (argc == 3 && !strcmp(argv[0], "sh"))
		SYS1(exit_group, shell_run(argv[2]));
	SYS1(exit_group, shell_words(argc, argv));
	__builtin_unreachable();
}

/*
 * step NUMBER COMMAND [ARGUMENT]...: runs one command. Its output, its status and what the
 * kernel printed meanwhile follow, the latter with its levels.
 */
int step_main(int argc, char **argv)
{
	char line[900] = "layer: step";
	int status, output;

	for (int n = 1; n < argc; n++) {
		size_t used = strlen(line);

		format(line + used, sizeof(line) - used, " %s", argv[n]);
	}
	say(kmsg, "%s\n", line);
	output = open_file("/tmp/output", O_RDWR | O_CREAT | O_TRUNC, 0600);
	SYS3(syslog, LOG_CLEAR, 0, 0);
	status = run(argc - 2, argv + 2, output);
	SYS1(close, output);
	tell_lines("log", SYS3(syslog, LOG_READ_ALL, room, sizeof(room) - 1));
	tell_lines("output", read_file("/tmp/output"));
	say(kmsg, "layer: status %d\n", status);
	return status;
}

struct scripts {
	int count;
	char name[256][64];
};

static void add_script(const char *name, void *data)
{
	struct scripts *scripts = data;
	int place = scripts->count;

	if (place == 256)
		return;
	for (; place && strcmp(scripts->name[place - 1], name) > 0; place--)
		memcpy(scripts->name[place], scripts->name[place - 1], 64);
	format(scripts->name[place], 64, "%s", name);
	scripts->count++;
}

static void run_scripts(void)
{
	static struct scripts scripts;
	static char text[1 << 16];

	list_folder("/steps", add_script, &scripts);
	for (int n = 0; n < scripts.count; n++) {
		char path[80];
		long size;

		format(path, sizeof(path), "/steps/%s", scripts.name[n]);
		size = read_file(path);
		if (size < 0 || size >= (long)sizeof(text))
			continue;
		memcpy(text, room, size);
		text[size] = 0;
		say(kmsg, "layer: begin %s\n", scripts.name[n]);
		shell_run(text);
		say(kmsg, "layer: end %s\n", scripts.name[n]);
	}
}

static void mount(const char *kind, const char *place)
{
	SYS3(mkdirat, AT_FDCWD, place, 0755);
	SYS5(mount, "none", place, kind, 0, 0);
}

__attribute__((used, noreturn)) void begin(long *stack)
{
	long argc = *stack, *word = stack + argc + 2;
	char **argv = (char **)(stack + 1);

	while (*word++)
		;
	for (; *word; word += 2)
		if (*word == 6)		/* AT_PAGESZ */
			page_size = word[1];

	if (SYS0(getpid) != 1)
		SYS1(exit_group, argc > 2 ? shell_run(argv[2]) : 2);
	mount("proc", "/proc");
	mount("sysfs", "/sys");
	mount("devtmpfs", "/dev");
	mount("debugfs", "/sys/kernel/debug");
	mount("configfs", "/sys/kernel/config");
	mount("tmpfs", "/tmp");
	/* Out of the way: tests see the numbers of descriptors. */
	kmsg = open_file("/dev/kmsg", O_WRONLY, 0);
	if (kmsg >= 0) {
		int low = kmsg;

		kmsg = copy_descriptor(low, 200);
		SYS1(close, low);
	}
	run_scripts();
	say(kmsg, "layer: finished\n");
	SYS4(reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2,
	     argc > 1 && !strcmp(argv[argc - 1], "restart") ? LINUX_REBOOT_CMD_RESTART :
	     LINUX_REBOOT_CMD_POWER_OFF, 0);
	for (;;)
		;
}
