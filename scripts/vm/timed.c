// SPDX-License-Identifier: GPL-2.0-only
/* A command that uses a device over and over, and says how long that took. */
/* Older headers leave size_t to others. */
#include <stddef.h>

#include <asm/poll.h>
#include <linux/time_types.h>

#include "system.h"

enum { RUNS = 3, OPERATIONS = 2000 };

/* At the beginning of a page, as direct reads want it. */
static unsigned char data[1 << 16] __attribute__((aligned(4096)));

static long long now(void)
{
	struct __kernel_timespec time = {};

	SYS2(clock_gettime64, 1, &time);
	return time.tv_sec * 1000000000LL + time.tv_nsec;
}

/* An offset of zero is the same, however many arguments it takes. */
static long read_at(int fd, unsigned long what)
{
	return SYS6(pread64, fd, data, what, 0, 0, 0);
}

static long write_at(int fd, unsigned long what)
{
	return SYS6(pwrite64, fd, data, what, 0, 0, 0);
}

static long read_next(int fd, unsigned long what)
{
	return SYS3(read, fd, data, what);
}

static long write_next(int fd, unsigned long what)
{
	return SYS3(write, fd, data, what);
}

static long request(int fd, unsigned long what)
{
	return SYS3(ioctl, fd, what, data);
}

/* With no limit of time: C puts the caller into the queue before it looks. */
static long poll_for(int fd, unsigned long what)
{
	struct pollfd it = { .fd = fd, .events = what };
	long ready = SYS5(ppoll_time64, &it, 1, NULL, NULL, 8);

	return ready == 1 && it.revents != it.events ? -EIO : ready;
}

/* Maps pages, writes to each, and unmaps them. */
static long map(int fd, unsigned long what)
{
	const int readable = 1, writable = 2;
	size_t size = page_size * what;
	char *start = map_file(fd, size, readable | writable);

	if ((unsigned long)start > -4096UL)
		return (long)start;
	for (size_t place = 0; place < size; place += page_size)
		*(volatile char *)(start + place) = '0';
	return SYS2(munmap, start, size);
}

static const struct way {
	const char *name;
	long (*once)(int fd, unsigned long what);
	int moves, flags;
} ways[] = {
	{ "read", read_next, 1, 0 }, { "write", write_next, 1, 0 }, { "pread", read_at, 1, 0 },
	{ "pwrite", write_at, 1, 0 }, { "direct", read_at, 1, O_DIRECT }, { "ioctl", request, 0, 0 },
	{ "poll", poll_for, 0, 0 }, { "mmap", map, 0, 0 },
};

/*
 * timed FILE read|write|pread|pwrite|direct|ioctl|poll|mmap NUMBER
 *
 * Reads or writes so many bytes, from the beginning where the name has a p, reads them past the page cache
 * (direct), sends the request of that number, polls for events of that number, for all of which the file must be
 * ready, or maps so many pages, writes to them and unmaps them. What is written or sent is digits, all of
 * them 0. The least of a few runs counts.
 */
int timed_main(int argc, char **argv)
{
	unsigned long what = argc == 4 ? number(argv[3]) : 0;
	const struct way *way = ways, *end = ways + sizeof(ways) / sizeof(*ways);
	long long least = -1;
	int fd;

	while (argc == 4 && way < end && strcmp(argv[2], way->name))
		way++;
	if (argc != 4 || way == end)
		return complain("timed", argc > 2 ? argv[2] : "", -EINVAL);
	fd = open_file(argv[1], O_RDWR | way->flags, 0);
	if (fd < 0)
		return complain("timed", argv[1], fd);
	if (way->moves && what > sizeof(data))
		return complain("timed", argv[3], -EINVAL);
	for (unsigned long i = 0; i < sizeof(data); i++)
		data[i] = '0';
	map_as_asked();
	for (int run = 0; run < RUNS; run++) {
		long long start = now(), taken;

		for (int n = 0; n < OPERATIONS; n++) {
			long done = way->once(fd, what);

			if (done < 0 || (way->moves && (unsigned long)done != what))
				return complain("timed", argv[1], done < 0 ? done : -EIO);
		}
		taken = now() - start;
		if (least < 0 || taken < least)
			least = taken;
	}
	say(1, "bench %s %s: %d operations, %ld ns\n", argv[2], argv[3], OPERATIONS, (long)least);
	return 0;
}
