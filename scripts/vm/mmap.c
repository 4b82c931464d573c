// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmap FILE PAGES PROTECTION: maps a file twice, and is told in one place by a child what was
 * written in the other. PROTECTION is of the letters r, w and x. `mremap` and `mprotect` are
 * tried as well.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static int bad(const char *what)
{
	perror(what);
	return 1;
}

int main(int argc, char **argv)
{
	size_t page = sysconf(_SC_PAGESIZE), size;
	int protection = 0, fd;
	char *one, *two;

	if (argc != 4)
		return 2;
	size = page * strtoul(argv[2], NULL, 10);
	for (const char *c = argv[3]; *c; c++)
		protection |= *c == 'r' ? PROT_READ : *c == 'w' ? PROT_WRITE : PROT_EXEC;

	fd = open(argv[1], O_RDWR);
	if (fd < 0)
		return bad("open");
	one = mmap(NULL, size, protection, MAP_SHARED, fd, 0);
	two = mmap(NULL, size, protection, MAP_SHARED, fd, 0);
	if (one == MAP_FAILED || two == MAP_FAILED)
		return bad("mmap");
	close(fd);

	if (!fork()) {
		strcpy(one, "written by a child");
		_exit(0);
	}
	wait(NULL);
	printf("%s\n", two);
	printf("mremap: %s\n", mremap(one, size, 2 * size, MREMAP_MAYMOVE) == MAP_FAILED ? "refused" : "done");
	printf("mprotect: %s\n", mprotect(two, size, PROT_READ | PROT_EXEC) ? "refused" : "done");
	return 0;
}
