// SPDX-License-Identifier: GPL-2.0-only
/* A command that uses a device over and over, and says how long that took. */
#include <linux/time_types.h>

#include "system.h"

enum { RUNS = 3, OPERATIONS = 2000 };

static unsigned char data[1 << 16];

static long long now(void)
{
	struct __kernel_timespec time = {};

#ifdef __NR_clock_gettime64
	SYS2(clock_gettime64, 1, &time);
#else
	SYS2(clock_gettime, 1, &time);
#endif
	return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static long once(int fd, int how, unsigned long what)
{
	return how == 'r' ? SYS3(read, fd, data, what) : how == 'w' ? SYS3(write, fd, data, what) :
	       SYS3(ioctl, fd, what, data);
}

/*
 * timed FILE read|write|ioctl NUMBER
 *
 * Reads or writes so many bytes, or sends the request of that number with zeroes for data. The
 * least of a few runs counts.
 */
int timed_main(int argc, char **argv)
{
	int fd = argc == 4 ? open_file(argv[1], O_RDWR, 0) : -EINVAL;
	unsigned long what = argc == 4 ? number(argv[3]) : 0;
	long long least = -1;

	if (fd < 0)
		return complain("timed", argv[1], fd);
	if (*argv[2] != 'i' && what > sizeof(data))
		return complain("timed", argv[3], -EINVAL);
	for (int run = 0; run < RUNS; run++) {
		long long start = now(), taken;

		for (int n = 0; n < OPERATIONS; n++) {
			long done = once(fd, *argv[2], what);

			if (done < 0 || (*argv[2] != 'i' && (unsigned long)done != what))
				return complain("timed", argv[1], done < 0 ? done : -EIO);
		}
		taken = now() - start;
		if (least < 0 || taken < least)
			least = taken;
	}
	say(1, "bench %s %s: %d operations, %ld ns\n", argv[2], argv[3], OPERATIONS, (long)least);
	return 0;
}
