// SPDX-License-Identifier: GPL-2.0-only

module! {
    type: state::State<u8, 4>,
    name: "with-params",
    authors: ["Jane Doe", "John Doe"],
    description: "Quotes \" and \\ and ß",
    license: "Dual MIT/GPL",
    alias: ["platform:x"],
    firmware: ["x.bin"],
    imports_ns: ["X"],
    params: {
        level: i32 {
            default: -3,
            description: "How much",
            permissions: 0o644,
            callback: state::relevel,
        },
        label: charp {
            default: "none",
            description: "What to call it",
        },
        ports: [u16; 2] {
            default: [80, 443],
            description: "Where",
            permissions: 0o444,
        },
    },
}
