// SPDX-License-Identifier: GPL-2.0-only
/*
 * ioctl DEVICE REQUEST[=BYTES]...
 *
 * Opens a device and sends it requests, one after the other. A request is a number as
 * _IOR() and its like make it, which says how large its data is. BYTES, in hexadecimal,
 * are the start of the data, which is zeroes otherwise. The data of a request that reads
 * is printed afterwards, a line each. The first request that fails ends the program.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/ioctl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

static unsigned char data[1 << _IOC_SIZEBITS];

static void fill(const char *text)
{
	size_t place = 0;
	unsigned int byte;

	memset(data, 0, sizeof(data));
	for (; place < sizeof(data) && sscanf(text, "%2x", &byte) == 1; text += 2)
		data[place++] = byte;
}

int main(int argc, char **argv)
{
	int device, number;

	device = argc > 2 ? open(argv[1], O_RDWR) : -1;
	if (device < 0) {
		fprintf(stderr, "ioctl: %s\n", strerror(argc > 2 ? errno : EINVAL));
		return 1;
	}
	for (number = 2; number < argc; number++) {
		char *rest;
		unsigned long request = strtoul(argv[number], &rest, 0);
		size_t size = _IOC_SIZE(request), place;

		fill(*rest == '=' ? rest + 1 : "");
		if (ioctl(device, request, size ? data : NULL) < 0) {
			fprintf(stderr, "ioctl: %s\n", strerror(errno));
			return 1;
		}
		if (!(_IOC_DIR(request) & _IOC_READ))
			continue;
		for (place = 0; place < size; place++)
			printf("%02x", data[place]);
		printf("\n");
	}
	return 0;
}
