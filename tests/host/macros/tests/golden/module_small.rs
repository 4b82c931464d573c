// SPDX-License-Identifier: GPL-2.0-only

module! {
    type: Small,
    name: "small",
    license: "GPL",
}
