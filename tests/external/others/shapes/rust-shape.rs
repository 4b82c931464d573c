// SPDX-License-Identifier: GPL-2.0-only

//! Shapes for other modules.
#![forbid(unsafe_code)]

use kernel::prelude::*;

module! {
    type: ShapeModule,
    name: "rust_shape",
    license: "GPL",
}

/// Something with an area.
pub trait Shape {
    /// Its area.
    fn area(&self) -> u32;
}

/// A rectangle.
#[derive(Debug)]
pub struct Rectangle {
    /// Its width.
    pub width: u32,
    /// Its height.
    pub height: u32,
}

impl Shape for Rectangle {
    fn area(&self) -> u32 {
        self.width.saturating_mul(self.height)
    }
}

/// The largest of some shapes, of any types.
pub fn largest<'a>(shapes: &[&'a dyn Shape]) -> Option<&'a dyn Shape> {
    shapes.iter().copied().max_by_key(|shape| shape.area())
}

/// Puts shapes of one type into an order.
pub fn sort<S: Shape>(shapes: &mut [S]) {
    shapes.sort_unstable_by_key(S::area);
}

struct ShapeModule;

impl kernel::Module for ShapeModule {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        Ok(Self)
    }
}
