// SPDX-License-Identifier: GPL-2.0-only
/* Commands for devices: requests to them, and their memory. */
#include <linux/ioctl.h>

#include "system.h"

static unsigned char data[1 << _IOC_SIZEBITS];

static int digit(int c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void fill(const char *text)
{
	size_t place = 0;

	memset(data, 0, sizeof(data));
	for (; place < sizeof(data) && digit(text[0]) >= 0 && digit(text[1]) >= 0; text += 2)
		data[place++] = digit(text[0]) << 4 | digit(text[1]);
}

/* Data of up to eight bytes is a number, whose bytes are in the processor's order. */
static void turn(size_t size)
{
	if (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ || size > 8)
		return;
	for (size_t place = 0; place < size / 2; place++) {
		unsigned char byte = data[place];

		data[place] = data[size - 1 - place];
		data[size - 1 - place] = byte;
	}
}

/*
 * ioctl DEVICE REQUEST[=BYTES]...
 *
 * Opens a device and sends it requests, one after the other. A request is a number as
 * _IOR() and its like make it on most architectures, which says how large its data is;
 * it is translated for the others. BYTES, in hexadecimal, are the start of the data, which
 * is zeroes otherwise; those of a number begin with the lowest. The data of a request that reads is printed afterwards, a line
 * each. The first request that fails ends the program.
 */
int ioctl_main(int argc, char **argv)
{
	int device = argc > 2 ? open_file(argv[1], O_RDWR, 0) : -EINVAL;

	if (device < 0)
		return complain("ioctl", argv[1], device);
	for (int n = 2; n < argc; n++) {
		unsigned long asked = number(argv[n]), size = asked >> 16 & 0x3fff;
		const char *bytes = strchr(argv[n], '=');
		bool reads = asked >> 31 & 1, writes = asked >> 30 & 1;
		unsigned long request = _IOC((reads ? _IOC_READ : 0) | (writes ? _IOC_WRITE : 0) |
					     (reads || writes ? 0 : _IOC_NONE),
					     asked >> 8 & 0xff, asked & 0xff, size);
		long error;

		fill(bytes ? bytes + 1 : "");
		turn(size);
		error = SYS3(ioctl, device, request, size ? data : NULL);
		if (error < 0)
			return complain("ioctl", argv[1], error);
		if (!reads)
			continue;
		turn(size);
		for (size_t place = 0; place < size; place++)
			say(1, "%x", data[place]);
		say(1, "\n");
	}
	return 0;
}

/*
 * mmap FILE PAGES PROTECTION: maps a file twice, and is told in one place by a child what was
 * written in the other. PROTECTION is of the letters r, w and x. `mremap` and `mprotect` are
 * tried as well.
 */
int mmap_main(int argc, char **argv)
{
	size_t size = argc == 4 ? page_size * number(argv[2]) : 0;
	int protection = 0, fd;
	char *one, *two;
	long child;

	for (const char *c = argc == 4 ? argv[3] : ""; *c; c++)
		protection |= *c == 'r' ? 1 : *c == 'w' ? 2 : 4;

	fd = argc == 4 ? open_file(argv[1], O_RDWR, 0) : -EINVAL;
	if (fd < 0)
		return complain("mmap", argv[1], fd);
	map_as_asked();
	one = map_file(fd, size, protection);
	two = map_file(fd, size, protection);
	if ((unsigned long)one > -4096UL || (unsigned long)two > -4096UL)
		return complain("mmap", argv[1], (long)one);
	SYS1(close, fd);

	child = system_fork();
	if (!child) {
		memcpy(one, "written by a child", 19);
		SYS1(exit_group, 0);
	}
	wait_for(child);
	say(1, "%s\n", two);
	say(1, "mremap: %s\n", (unsigned long)SYS5(mremap, one, size, 2 * size, 1, 0) > -4096UL ?
	    "refused" : "done");
	say(1, "mprotect: %s\n", SYS3(mprotect, two, size, 1 | 4) < 0 ? "refused" : "done");
	return 0;
}
