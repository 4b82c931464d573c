# SPDX-License-Identifier: GPL-2.0-only
"""Runs a kernel that is a program (ARCH=um) in this process's place: `uml.py KERNEL ARGUMENT ...`.

Up to 6.12 such a kernel has room for 2,696 bytes of a program's extended registers, and on a machine with more of
them it cannot start one. The machine's are therefore hidden, as if there were none: the kernel then keeps the
registers of old, which is all that the guest's program uses.
"""

import ctypes
import errno
import os
import struct
import sys

# The C headers' numbers: linux/prctl.h, linux/seccomp.h, linux/filter.h, linux/ptrace.h, linux/elf.h.
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 38, 22, 2
_ALLOW, _ERRNO = 0x7fff0000, 0x00050000
_LOAD, _IS, _RETURN = 0x20, 0x15, 0x06
_AUDIT_ARCH_X86_64, _SYS_PTRACE, _PTRACE_GETREGSET, _NT_X86_XSTATE = 0xc000003e, 101, 0x4204, 0x202

# What has to be so, by the offset in struct seccomp_data (the lower halves of arguments), for a call to be refused.
_REFUSED = ((4, _AUDIT_ARCH_X86_64), (0, _SYS_PTRACE), (16, _PTRACE_GETREGSET), (32, _NT_X86_XSTATE))


def program():
    """Returns the filter, as struct sock_filter."""
    steps = []
    for place, (offset, value) in enumerate(_REFUSED):
        to_the_end = 2 * (len(_REFUSED) - 1 - place) + 1
        steps += [(_LOAD, 0, 0, offset), (_IS, 0, to_the_end, value)]
    steps += [(_RETURN, 0, 0, _ERRNO | errno.ENODEV), (_RETURN, 0, 0, _ALLOW)]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


def hide_registers():
    """Has the kernel below this one refuse PTRACE_GETREGSET of NT_X86_XSTATE, to this process and its children."""
    steps = ctypes.create_string_buffer(program())
    prog = struct.pack("@HP", (len(steps) - 1) // 8, ctypes.addressof(steps))
    libc = ctypes.CDLL(None, use_errno=True)
    for arguments in ((_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), (_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, prog, 0, 0)):
        if libc.prctl(*(ctypes.c_ulong(a) if isinstance(a, int) else a for a in arguments)):
            code = ctypes.get_errno()
            sys.exit(f"This machine allows no filter of system calls: {os.strerror(code)}.")


if __name__ == "__main__":
    hide_registers()
    os.execv(sys.argv[1], sys.argv[1:])
