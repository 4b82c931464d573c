/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the guest's program has in place of a C library: system_call(), written in
 * system.S for every architecture, and the few functions that compilers call.
 *
 * Calls whose structures differ between architectures are left out on purpose: statx()
 * and getdents64() are the same everywhere. An error is a negative number.
 */
#ifndef _LAYER_SYSTEM_H
#define _LAYER_SYSTEM_H

#include <asm/errno.h>
#include <asm/fcntl.h>
#include <asm/unistd.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifndef AT_FDCWD
#define AT_FDCWD -100
#endif
#define AT_SYMLINK_NOFOLLOW 0x100
#define AT_REMOVEDIR 0x200

/* Times are struct __kernel_timespec, whose numbers have 64 bits. */
#ifndef __NR_clock_gettime64
#define __NR_clock_gettime64 __NR_clock_gettime
#endif
#ifndef __NR_ppoll_time64
#define __NR_ppoll_time64 __NR_ppoll
#endif

long system_call(long number, long a, long b, long c, long d, long e, long f);
long system_fork(void);

#define SYS6(n, a, b, c, d, e, f) \
	system_call(__NR_##n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))
#define SYS5(n, a, b, c, d, e)	SYS6(n, a, b, c, d, e, 0)
#define SYS4(n, a, b, c, d)	SYS5(n, a, b, c, d, 0)
#define SYS3(n, a, b, c)	SYS4(n, a, b, c, 0)
#define SYS2(n, a, b)		SYS3(n, a, b, 0)
#define SYS1(n, a)		SYS2(n, a, 0)
#define SYS0(n)			SYS1(n, 0)

void *memcpy(void *to, const void *from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int byte, size_t size);
int memcmp(const void *a, const void *b, size_t size);
size_t strlen(const char *text);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t size);
char *strchr(const char *text, int c);

/* text.c */
long number(const char *text);
const char *error_text(long error);
void format(char *to, size_t size, const char *how, ...) __attribute__((format(printf, 3, 4)));
void say(int fd, const char *how, ...) __attribute__((format(printf, 2, 3)));
void write_all(int fd, const char *data, size_t size);
int complain(const char *who, const char *about, long error);
bool matches(const char *pattern, const char *text);

/* files.c */
int open_file(const char *path, int flags, int mode);
bool stat_mode(const char *path, unsigned int *mode);
int list_folder(const char *path, void (*each)(const char *name, void *data), void *data);
int wait_for(long process);
int copy_descriptor(int fd, int least);
int move_to(int fd, long offset);
void map_as_asked(void);
char *map_file(int fd, size_t size, int protection);

/* init.c */
extern long page_size;
extern int kmsg;
#define tell(...) say(kmsg, __VA_ARGS__)
int step_main(int argc, char **argv);

/* shell.c */
int shell_run(const char *script);
int shell_words(int argc, char **argv);

/* commands.c */
typedef int command_fn(int argc, char **argv);
command_fn *find_command(const char *name);

/* device.c */
int ioctl_main(int argc, char **argv);
int mmap_main(int argc, char **argv);

/* signals.c */
int signals_main(int argc, char **argv);
int poll_main(int argc, char **argv);

/* loaded.c */
enum { LOADED_ARGUMENTS = 32 };
struct loaded {
	char name[64];
	char words[1024];
	char *argv[LOADED_ARGUMENTS];
	int argc;
};
bool is_loaded(const char *module);
struct loaded *recall_loaded(const char *module);
bool remember_loaded(const char *module, int argc, char **argv);

/* sweep.c */
int leaks_main(int argc, char **argv);
int sweep_main(int argc, char **argv);

/* timed.c */
int timed_main(int argc, char **argv);

#endif
