# SPDX-License-Identifier: GPL-2.0-only
"""Which kernels `make dkms` takes."""

import unittest
from unittest import mock

from layer import dkms
from layer.errors import Stop

LISTING = """\
linux-headers-6.1.0-9-amd64 - Header files for Linux 6.1.0-9-amd64
linux-headers-6.1.0-47-amd64 - Header files for Linux 6.1.0-47-amd64
linux-headers-6.1.0-47-common-rt - Common header files for Linux 6.1.0-47-rt
linux-headers-6.1.0-47-rt-amd64 - Header files for Linux 6.1.0-47-rt-amd64
linux-headers-6.1.0-50-amd64 - Header files for Linux 6.1.0-50-amd64
linux-headers-6.1.0-50-cloud-amd64 - Header files for Linux 6.1.0-50-cloud-amd64
linux-headers-6.12.107+deb12-amd64 - Header files for Linux 6.12.107+deb12-amd64
"""


class Releases(unittest.TestCase):
    def test_the_two_newest_of_one_line(self):
        self.assertEqual(dkms.two_releases(LISTING), ["6.1.0-47-amd64", "6.1.0-50-amd64"])

    def test_one_alone_is_refused(self):
        with self.assertRaises(Stop):
            dkms.two_releases(LISTING.splitlines()[-1])


class Copy(unittest.TestCase):
    def test_only_root_makes_one(self):
        with mock.patch("os.geteuid", return_value=1000), self.assertRaisesRegex(Stop, "needs root"):
            with dkms.copy():
                self.fail("made one")


if __name__ == "__main__":
    unittest.main()
