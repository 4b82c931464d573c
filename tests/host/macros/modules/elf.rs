// SPDX-License-Identifier: GPL-2.0-only

//! Reads the test program's own ELF file: 64 bits, the host's byte order.

use std::collections::HashMap;

/// Sections and symbols of the running program.
pub struct Elf {
    /// Address and contents by name.
    pub sections: HashMap<String, (u64, Vec<u8>)>,
    /// Address and section by name.
    pub symbols: HashMap<String, (u64, String)>,
}

impl Elf {
    pub fn of_this_program() -> Self {
        let path = std::env::current_exe().expect("the program has a path");
        Self::parse(&std::fs::read(path).expect("the program can be read"))
    }

    fn parse(file: &[u8]) -> Self {
        assert_eq!(file[..5], [0x7f, b'E', b'L', b'F', 2]);
        let headers = number::<8>(file, 0x28) as usize;
        let entry_size = number::<2>(file, 0x3a) as usize;
        let count = number::<2>(file, 0x3c) as usize;
        let names_index = number::<2>(file, 0x3e) as usize;
        let header = |index: usize| &file[headers + index * entry_size..][..entry_size];
        let contents = |header: &[u8]| {
            let no_bits = 8;
            if number::<4>(header, 0x04) == no_bits {
                return Vec::new();
            }
            file[number::<8>(header, 0x18) as usize..][..number::<8>(header, 0x20) as usize]
                .to_vec()
        };

        let names = contents(header(names_index));
        let name_of = |index: usize| text(&names, number::<4>(header(index), 0) as usize);
        let sections = (0..count)
            .map(|index| {
                (
                    name_of(index),
                    (number::<8>(header(index), 0x10), contents(header(index))),
                )
            })
            .collect();

        let mut symbols = HashMap::new();
        let symbol_table = 2;
        for index in (0..count).filter(|index| number::<4>(header(*index), 4) == symbol_table) {
            let strings = contents(header(number::<4>(header(index), 0x28) as usize));
            for symbol in contents(header(index)).chunks_exact(24) {
                let section = number::<2>(symbol, 6) as usize;
                if section < count {
                    let name = text(&strings, number::<4>(symbol, 0) as usize);
                    symbols.insert(name, (number::<8>(symbol, 8), name_of(section)));
                }
            }
        }
        Self { sections, symbols }
    }
}

fn number<const BYTES: usize>(bytes: &[u8], at: usize) -> u64 {
    let mut wide = [0; 8];
    wide[..BYTES].copy_from_slice(&bytes[at..at + BYTES]);
    u64::from_le_bytes(wide)
}

fn text(strings: &[u8], at: usize) -> String {
    let bytes = strings[at..]
        .split(|byte| *byte == 0)
        .next()
        .unwrap_or_default();
    String::from_utf8_lossy(bytes).into_owned()
}
