// SPDX-License-Identifier: GPL-2.0-only
/* Commands that disturb a process which waits for a device. */
/* Older headers leave size_t to others. */
#include <stddef.h>

#include <asm/poll.h>
#include <asm/signal.h>
#include <linux/time_types.h>

#include "system.h"

static const struct {
	const char *name;
	int number;
} known[] = {
	{ "CHLD", SIGCHLD }, { "CONT", SIGCONT }, { "KILL", SIGKILL }, { "STOP", SIGSTOP },
	{ "TERM", SIGTERM },
};

/* Their numbers differ between architectures. */
static int signal_of(const char *name)
{
	for (size_t n = 0; n < sizeof(known) / sizeof(*known); n++)
		if (!strcmp(known[n].name, name))
			return known[n].number;
	return 0;
}

/* The letter by which /proc knows what a process does: S sleeps, T is stopped, Z has ended. */
static char state_of(long process)
{
	char path[32], text[256];
	long size;
	int fd;

	format(path, sizeof(path), "/proc/%ld/stat", process);
	fd = open_file(path, O_RDONLY, 0);
	/* Without memory it may be there all the same. */
	if (fd < 0)
		return fd == -ENOMEM ? 0 : 'Z';
	size = SYS3(read, fd, text, sizeof(text) - 1);
	SYS1(close, fd);
	text[size > 0 ? size : 0] = 0;
	/* Behind the name, which is in parentheses. */
	for (char *c = text; *c; c++)
		if (c[0] == ')' && c[1] == ' ')
			return c[2];
	return 'Z';
}

static void wait_until(long process, char state)
{
	for (char now = 0; now != state && now != 'Z'; now = state_of(process))
		SYS0(sched_yield);
}

/*
 * signals FILE STEP...
 *
 * A child reads from FILE and prints what it gets. Each time it sleeps, the parent takes a step:
 * -NAME sends a signal, other text is written to FILE. Before -CONT it waits until the child
 * is stopped. The child's end is the status, as shells count it.
 */
int signals_main(int argc, char **argv)
{
	static char data[256];
	int fd = argc > 2 ? open_file(argv[1], O_RDWR, 0) : -EINVAL;
	long child;

	if (fd < 0)
		return complain("signals", argv[1], fd);
	child = system_fork();
	if (child < 0)
		return complain("signals", "fork", child);
	if (!child) {
		long size = SYS3(read, fd, data, sizeof(data));

		if (size < 0)
			SYS1(exit_group, complain("signals", argv[1], size));
		write_all(1, data, size);
		say(1, "\n");
		SYS1(exit_group, 0);
	}
	for (int n = 2; n < argc; n++) {
		const char *step = argv[n];

		wait_until(child, strcmp(step, "-CONT") ? 'S' : 'T');
		long done = *step == '-' ? SYS2(kill, child, signal_of(step + 1))
					 : SYS3(write, fd, step, strlen(step));

		if (done < 0) {
			SYS2(kill, child, SIGKILL);
			wait_for(child);
			return complain("signals", step, done);
		}
	}
	return wait_for(child);
}

static int say_ready(int fd)
{
	struct __kernel_timespec at_once = {};
	struct pollfd it = { .fd = fd, .events = POLLIN | POLLOUT };
	long ready = SYS5(ppoll_time64, &it, 1, &at_once, NULL, 8);

	if (ready < 0)
		return complain("poll", "ready", ready);
	say(1, "%s%s\n", it.revents & POLLIN ? "read " : "", it.revents & POLLOUT ? "write" : "");
	return 0;
}

/*
 * poll FILE TEXT
 *
 * Says whether FILE can be read and written, sleeps until it can be read, as a child writes TEXT to it
 * meanwhile, and says that again.
 */
int poll_main(int argc, char **argv)
{
	struct pollfd it = { .fd = argc == 3 ? open_file(argv[1], O_RDWR, 0) : -EINVAL, .events = POLLIN };
	long parent = SYS0(getpid), child, ready;

	if (it.fd < 0)
		return complain("poll", argv[1], it.fd);
	if (say_ready(it.fd))
		return 1;
	child = system_fork();
	if (child < 0)
		return complain("poll", "fork", child);
	if (!child) {
		wait_until(parent, 'S');
		ready = SYS3(write, it.fd, argv[2], strlen(argv[2]));
		if (ready < 0) {
			complain("poll", argv[2], ready);
			SYS2(kill, parent, SIGKILL);
		}
		SYS1(exit_group, 0);
	}
	ready = SYS5(ppoll_time64, &it, 1, NULL, NULL, 8);
	wait_for(child);
	return ready < 0 ? complain("poll", argv[1], ready) : say_ready(it.fd);
}
