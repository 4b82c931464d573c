// SPDX-License-Identifier: GPL-2.0-only

//! Allocation under pressure: every refusal is an error to handle, none a panic.
#![forbid(unsafe_code)]

use kernel::prelude::*;

module! {
    type: RustAlloc,
    name: "rust_alloc",
    description: "Rust allocation sample",
    license: "GPL",
    params: {
        limit_mib: u64 {
            default: 16,
            description: "How many MiB to take at most, in pieces of 64 KiB",
            permissions: 0o444,
        },
    },
}

const PIECE: usize = 64 << 10;

/// An allocation with an alignment larger than its elements ask for.
#[repr(align(256))]
struct Aligned([u8; 256]);

struct RustAlloc {
    pieces: KVVec<KVec<u8>>,
}

/// Takes pieces until the limit or the first refusal, whichever comes first.
///
/// After a refusal an eighth goes back: whoever allocates next must find something. Nothing is waited
/// for: where pages are large a piece is a few of them, and the kernel would kill before it refuses those.
fn take(limit: usize) -> Result<KVVec<KVec<u8>>> {
    let mut pieces = KVVec::new();
    while pieces.len() < limit {
        let piece = match KVec::from_elem(0xa5, PIECE, GFP_NOWAIT | __GFP_NOWARN) {
            Ok(piece) => piece,
            Err(refused) => {
                pr_info!("refused after {} pieces: {:?}\n", pieces.len(), refused);
                pieces.truncate(pieces.len() - pieces.len() / 8);
                break;
            }
        };
        pieces.push(piece, GFP_KERNEL)?;
    }
    Ok(pieces)
}

/// Requests that no allocator can serve fail at once and leave nothing behind.
fn impossible() -> Result {
    let refused = KVec::<u64>::with_capacity(usize::MAX, GFP_KERNEL);
    pr_info!("capacity overflow refused: {}\n", refused.is_err());

    let refused = KVec::<u8>::with_capacity(usize::MAX / 4, GFP_KERNEL | __GFP_NOWARN);
    pr_info!(
        "a quarter of the address space refused: {}\n",
        refused.is_err()
    );

    let mut vec = KVec::new();
    vec.push(7u8, GFP_KERNEL)?;
    let refused = vec.reserve(usize::MAX, GFP_KERNEL);
    pr_info!("the vector survived: {} {:?}\n", refused.is_err(), &vec[..]);
    Ok(())
}

impl kernel::Module for RustAlloc {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        impossible()?;

        let mut boxes = KVec::new();
        for n in 0..8 {
            boxes.push(KBox::new(Aligned([n; 256]), GFP_KERNEL)?, GFP_KERNEL)?;
        }
        let aligned = boxes.iter().all(|b| (&raw const **b).is_aligned());
        let whole = (0..8).zip(&boxes).all(|(n, b)| b.0.iter().all(|&x| x == n));
        pr_info!("eight boxes of 256 bytes: aligned {aligned}, whole {whole}\n");

        let limit = module_parameters::limit_mib
            .value()
            .checked_mul((1 << 20) / PIECE as u64)
            .and_then(|pieces| usize::try_from(pieces).ok());
        let pieces = take(limit.ok_or(EINVAL)?)?;
        pr_info!("holding {} KiB\n", pieces.len().saturating_mul(PIECE >> 10));
        Ok(Self { pieces })
    }
}

impl Drop for RustAlloc {
    fn drop(&mut self) {
        let whole = self
            .pieces
            .iter()
            .all(|piece| piece.iter().all(|&x| x == 0xa5));
        pr_info!("giving back {} pieces, whole {whole}\n", self.pieces.len());
    }
}
