// SPDX-License-Identifier: GPL-2.0-only

//! Uses the module of a subfolder.
#![forbid(unsafe_code)]

use kernel::prelude::*;
use rust_shape::{largest, sort, Rectangle, Shape};

module! {
    type: User,
    name: "rust_user",
    license: "GPL",
}

struct Square(u32);

impl Shape for Square {
    fn area(&self) -> u32 {
        self.0 * self.0
    }
}

struct User;

impl kernel::Module for User {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let (square, flat) = (
            Square(4),
            Rectangle {
                width: 2,
                height: 7,
            },
        );
        pr_info!(
            "{:?}\n",
            largest(&[&flat, &square]).map(|shape| shape.area())
        );
        let mut squares = [Square(3), Square(1), Square(2)];
        sort(&mut squares);
        pr_info!("{:?} {}\n", squares.map(|square| square.0), flat.width);
        Ok(Self)
    }
}
