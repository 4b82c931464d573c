// SPDX-License-Identifier: GPL-2.0-only
/* Text: what compilers take for granted, numbers, messages, patterns. */
#include "system.h"

void *memcpy(void *to, const void *from, size_t size)
{
	for (size_t n = 0; n < size; n++)
		((volatile char *)to)[n] = ((const char *)from)[n];
	return to;
}

void *memmove(void *to, const void *from, size_t size)
{
	if ((uintptr_t)to <= (uintptr_t)from)
		return memcpy(to, from, size);
	while (size--)
		((volatile char *)to)[size] = ((const char *)from)[size];
	return to;
}

void *memset(void *to, int byte, size_t size)
{
	for (size_t n = 0; n < size; n++)
		((volatile char *)to)[n] = byte;
	return to;
}

int memcmp(const void *a, const void *b, size_t size)
{
	const unsigned char *x = a, *y = b;

	for (size_t n = 0; n < size; n++)
		if (x[n] != y[n])
			return x[n] - y[n];
	return 0;
}

size_t strlen(const char *text)
{
	size_t size = 0;

	while (((const volatile char *)text)[size])
		size++;
	return size;
}

int strcmp(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return (unsigned char)*a - (unsigned char)*b;
}

int strncmp(const char *a, const char *b, size_t size)
{
	while (size && *a && *a == *b) {
		a++;
		b++;
		size--;
	}
	return size ? (unsigned char)*a - (unsigned char)*b : 0;
}

char *strchr(const char *text, int c)
{
	for (; *text; text++)
		if (*text == (char)c)
			return (char *)text;
	return NULL;
}

/* The number that `text` begins with: decimal, or hexadecimal after 0x. */
long number(const char *text)
{
	bool negative = *text == '-';
	unsigned long value = 0;

	text += negative;
	if (text[0] == '0' && text[1] == 'x') {
		for (text += 2;; text++) {
			int c = *text | 0x20;

			if (c >= '0' && c <= '9')
				value = value << 4 | (c - '0');
			else if (c >= 'a' && c <= 'f')
				value = value << 4 | (c - 'a' + 10);
			else
				break;
		}
	}
	for (; *text >= '0' && *text <= '9'; text++)
		value = value * 10 + (*text - '0');
	return negative ? -(long)value : (long)value;
}

/* By division and with constants alone, so that no library function is called for. */
static char *decimal(char *end, unsigned long value)
{
	do {
		*--end = '0' + value % 10;
		value /= 10;
	} while (value);
	return end;
}

static size_t put(char *to, size_t size, const char *how, va_list list)
{
	size_t used = 0;

	for (; *how; how++) {
		char room[24], *text = room;
		size_t length = 1;

		if (*how != '%') {
			room[0] = *how;
		} else if (*++how == 's') {
			text = va_arg(list, char *);
			length = strlen(text);
		} else if (*how == 'c') {
			room[0] = va_arg(list, int);
		} else if (*how == 'x') {
			unsigned int value = va_arg(list, unsigned int);

			for (length = 2, text = room + 2; text > room; value >>= 4)
				*--text = "0123456789abcdef"[value & 15];
		} else {
			long value = *how == 'l' ? va_arg(list, long) : va_arg(list, int);

			how += *how == 'l';
			text = decimal(room + sizeof(room), value < 0 ? -(unsigned long)value : value);
			if (value < 0)
				*--text = '-';
			length = room + sizeof(room) - text;
		}
		for (size_t n = 0; n < length && used + 1 < size; n++)
			to[used++] = text[n];
	}
	to[used] = 0;
	return used;
}

/* Knows %s, %c, %d, %ld and %x; the latter is a byte's two digits. */
void format(char *to, size_t size, const char *how, ...)
{
	va_list list;

	va_start(list, how);
	put(to, size, how, list);
	va_end(list);
}

void write_all(int fd, const char *data, size_t size)
{
	while (size) {
		long done = SYS3(write, fd, data, size);

		if (done <= 0)
			return;
		data += done;
		size -= done;
	}
}

/* In one write(), as /dev/kmsg wants it. */
void say(int fd, const char *how, ...)
{
	char line[1024];
	va_list list;

	va_start(list, how);
	write_all(fd, line, put(line, sizeof(line), how, list));
	va_end(list);
}

static const struct {
	int number;
	const char *text;
} errors[] = {
	{ EPERM, "Operation not permitted" },
	{ ENOENT, "No such file or directory" },
	{ ESRCH, "No such process" },
	{ EINTR, "Interrupted system call" },
	{ EIO, "Input/output error" },
	{ ENXIO, "No such device or address" },
	{ E2BIG, "Argument list too long" },
	{ ENOEXEC, "Exec format error" },
	{ EBADF, "Bad file descriptor" },
	{ EAGAIN, "Resource temporarily unavailable" },
	{ ENOMEM, "Cannot allocate memory" },
	{ EACCES, "Permission denied" },
	{ EFAULT, "Bad address" },
	{ EBUSY, "Device or resource busy" },
	{ EEXIST, "File exists" },
	{ ENODEV, "No such device" },
	{ ENOTDIR, "Not a directory" },
	{ EISDIR, "Is a directory" },
	{ EINVAL, "Invalid argument" },
	{ ENOTTY, "Inappropriate ioctl for device" },
	{ EFBIG, "File too large" },
	{ ENOSPC, "No space left on device" },
	{ ESPIPE, "Illegal seek" },
	{ EROFS, "Read-only file system" },
	{ EPIPE, "Broken pipe" },
	{ EDOM, "Numerical argument out of domain" },
	{ ERANGE, "Numerical result out of range" },
	{ ENOSYS, "Function not implemented" },
	{ ENOTEMPTY, "Directory not empty" },
	{ EOVERFLOW, "Value too large for defined data type" },
	{ EOPNOTSUPP, "Operation not supported" },
	{ ETIMEDOUT, "Connection timed out" },
	{ EKEYREJECTED, "Key was rejected by service" },
};

/* What the host calls an error too, whatever its number is here. */
const char *error_text(long error)
{
	static char other[32];

	for (size_t n = 0; n < sizeof(errors) / sizeof(*errors); n++)
		if (errors[n].number == (error < 0 ? -error : error))
			return errors[n].text;
	format(other, sizeof(other), "Error %ld", error);
	return other;
}

/* Says why something failed; returns a command's status. */
int complain(const char *who, const char *about, long error)
{
	say(2, "%s: %s: %s\n", who, about, error_text(error));
	return 1;
}

/* File name patterns: * and ?. */
bool matches(const char *pattern, const char *text)
{
	for (; *pattern; pattern++, text++) {
		if (*pattern == '*') {
			do {
				if (matches(pattern + 1, text))
					return true;
			} while (*text++);
			return false;
		}
		if (!*text || (*pattern != '?' && *pattern != *text))
			return false;
	}
	return !*text;
}
