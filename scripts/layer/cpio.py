# SPDX-License-Identifier: GPL-2.0-only
"""Writes initramfs archives (cpio, newc), device nodes included, without being root."""

import stat

_FOLDER = stat.S_IFDIR | 0o755
_DEVICES = {"dev/console": (5, 1), "dev/kmsg": (1, 11), "dev/null": (1, 3)}


def _entry(number, name, mode, content=b"", device=(0, 0)):
    encoded = name.encode() + b"\0"
    fields = (number, mode, 0, 0, 1, 0, len(content), 0, 0, *device, len(encoded), 0)
    head = b"070701" + b"".join(b"%08X" % field for field in fields) + encoded
    return head + bytes(-len(head) % 4) + content + bytes(-len(content) % 4)


def archive(files):
    """Returns an archive of `files` ({name: (mode, content)}) plus a few device nodes."""
    folders = {"dev"}
    for name in files:
        parts = name.split("/")[:-1]
        folders |= {"/".join(parts[:depth + 1]) for depth in range(len(parts))}
    entries = [(name, _FOLDER, b"", (0, 0)) for name in sorted(folders)]
    entries += [(name, stat.S_IFCHR | 0o600, b"", device) for name, device in _DEVICES.items()]
    entries += [(name, stat.S_IFREG | mode, content, (0, 0))
                for name, (mode, content) in sorted(files.items())]
    data = b"".join(_entry(number, *entry) for number, entry in enumerate(entries, 1))
    return data + _entry(0, "TRAILER!!!", 0)
