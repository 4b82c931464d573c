// SPDX-License-Identifier: GPL-2.0-only
/* Files, folders, processes: what the kernel's interface has in several shapes. */
#include <linux/stat.h>

#include "system.h"

#define SIGCHLD_OF_CLONE 17	/* where there is clone() alone, it has this number */

int open_file(const char *path, int flags, int mode)
{
	return SYS4(openat, AT_FDCWD, path, flags, mode);
}

bool stat_mode(const char *path, unsigned int *mode)
{
	struct statx found;

	if (SYS5(statx, AT_FDCWD, path, 0, STATX_MODE, &found) < 0)
		return false;
	*mode = found.stx_mode;
	return true;
}

/* Calls `each` for what a folder holds, in the order that the kernel has it. */
int list_folder(const char *path, void (*each)(const char *name, void *data), void *data)
{
	uint64_t room[512];
	int fd = open_file(path, O_RDONLY | O_DIRECTORY, 0);
	long size;

	if (fd < 0)
		return fd;
	while ((size = SYS3(getdents64, fd, room, sizeof(room))) > 0) {
		for (char *at = (char *)room; at < (char *)room + size; ) {
			char *name = at + 19;

			if (strcmp(name, ".") && strcmp(name, ".."))
				each(name, data);
			at += *(uint16_t *)(at + 16);
		}
	}
	SYS1(close, fd);
	return size;
}

/* sparc's is in system.S. */
#ifndef __sparc__
long system_fork(void)
{
#ifdef __NR_fork
	return SYS0(fork);
#else
	return SYS5(clone, SIGCHLD_OF_CLONE, 0, 0, 0, 0);
#endif
}
#endif

/* Returns a process's status, as shells count it. */
int wait_for(long process)
{
#ifdef __NR_wait4
	int status = 0;

	if (SYS4(wait4, process, &status, 0, 0) < 0)
		return 127;
	return status & 0x7f ? 128 + (status & 0x7f) : status >> 8 & 0xff;
#else
	int info[32] = { 0 };

	if (SYS5(waitid, 1, process, info, 4, 0) < 0)
		return 127;
	return info[2] == 1 ? info[5] : 128 + info[5];
#endif
}

int copy_descriptor(int fd, int least)
{
	const int duplicate_and_close_on_exec = 1030;

#ifdef __NR_fcntl64
	return SYS3(fcntl64, fd, duplicate_and_close_on_exec, least);
#else
	return SYS3(fcntl, fd, duplicate_and_close_on_exec, least);
#endif
}

#ifdef __NR__llseek
#define NR_llseek __NR__llseek
#else
#define NR_llseek __NR_llseek
#endif

int move_to(int fd, long offset)
{
#if defined(__NR__llseek) || defined(__NR_llseek)
	int64_t result;

	return system_call(NR_llseek, fd, 0, offset, (long)&result, 0, 0);
#else
	return SYS3(lseek, fd, offset, 0) < 0 ? -ESPIPE : 0;
#endif
}

/* Programs of processors that cannot tell have a personality by which all is executable that can be read. */
void map_as_asked(void)
{
	const int read_implies_exec = 0x400000;
	long personality = SYS1(personality, 0xffffffff);

	SYS1(personality, personality & ~read_implies_exec);
}

/* Maps a file's beginning, shared. */
char *map_file(int fd, size_t size, int protection)
{
	const int shared = 1;

#if defined(__NR_mmap2)
	return (char *)SYS6(mmap2, 0, size, protection, shared, fd, 0);
#elif defined(__s390x__)
	long arguments[] = { 0, size, protection, shared, fd, 0 };

	return (char *)SYS1(mmap, arguments);
#else
	return (char *)SYS6(mmap, 0, size, protection, shared, fd, 0);
#endif
}
