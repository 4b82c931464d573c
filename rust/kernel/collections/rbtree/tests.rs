// SPDX-License-Identifier: GPL-2.0-only

//! KUnit cases for trees that C balances.

use super::{Entry, RBTree, RBTreeNode, RBTreeNodeReservation};
use crate::{
    alloc::flags::GFP_KERNEL,
    error::{code::EINVAL, Result},
};

/// More than a handful, so that C turns the tree in all the ways that it knows.
const COUNT: u32 = 251;

/// Each number below [`COUNT`] once, in no order: `COUNT` is prime.
fn shuffled() -> impl Iterator<Item = u32> {
    (0..COUNT).map(|i| i * 367 % COUNT)
}

fn filled() -> Result<RBTree<u32, u32>> {
    let mut tree = RBTree::new();
    for key in shuffled() {
        tree.try_create_and_insert(key, key * 2, GFP_KERNEL)?;
    }
    Ok(tree)
}

/// Tells whether the tree has these keys. No generic iterator: its symbol's name would be too long.
fn has_keys(tree: &RBTree<u32, u32>, keys: &mut dyn Iterator<Item = u32>) -> bool {
    for (key, _) in tree {
        if keys.next() != Some(*key) {
            return false;
        }
    }
    keys.next().is_none()
}

#[macros::kunit_tests(rust_rbtree)]
mod cases {
    use super::*;

    #[test]
    fn in_the_order_of_keys() -> Result {
        let tree = filled()?;
        assert!(has_keys(&tree, &mut (0..COUNT)));
        for key in 0..COUNT {
            assert_eq!(tree.get(&key), Some(&(key * 2)));
        }
        assert!(tree.get(&COUNT).is_none());
        Ok(())
    }

    #[test]
    fn stays_in_order_while_it_shrinks() -> Result {
        let mut tree = filled()?;
        for (i, key) in (0u32..).zip(shuffled()) {
            assert_eq!(tree.remove(&key), Some(key * 2));
            assert!(tree.remove(&key).is_none());
            if i % 64 == 0 {
                let mut rest = (0..COUNT).filter(|key| tree.get(key).is_some());
                assert!(has_keys(&tree, &mut rest));
                assert_eq!(tree.keys().count(), (COUNT - i - 1) as usize);
            }
        }
        assert!(tree.is_empty());
        Ok(())
    }

    #[test]
    fn cursors_walk_both_ways() -> Result {
        let mut tree = filled()?;
        let mut sum = 0u32;
        let mut place = tree.cursor_back_mut();
        while let Some(mut cursor) = place {
            sum += *cursor.current().0;
            *cursor.current_mut().1 = 1;
            place = cursor.move_prev();
        }
        assert_eq!(sum, COUNT * (COUNT - 1) / 2);

        // Removes all but the multiples of three.
        let mut place = tree.cursor_front_mut();
        while let Some(mut cursor) = place {
            while cursor.peek_next().is_some_and(|(key, _)| key % 3 != 0) {
                assert!(cursor.remove_next().is_some());
            }
            place = cursor.move_next();
        }
        assert!(has_keys(&tree, &mut (0..COUNT).step_by(3)));

        let mut place = tree.cursor_lower_bound_mut(&100);
        assert_eq!(place.as_ref().map(|c| *c.current().0), Some(102));
        while let Some(cursor) = place {
            place = cursor.remove_current().0;
        }
        assert!(tree.is_empty());
        Ok(())
    }

    #[test]
    fn memory_goes_round() -> Result {
        let mut tree = RBTree::new();
        let mut room = RBTreeNodeReservation::new(GFP_KERNEL)?;
        for key in 0..COUNT {
            assert!(tree.insert(room.into_node(key, key)).is_none());
            room = tree.remove_node(&key).ok_or(EINVAL)?.into_reservation();
        }
        assert!(tree.is_empty());
        Ok(())
    }

    #[test]
    fn replaced_in_place() -> Result {
        let mut tree = filled()?;
        for key in shuffled() {
            let node = RBTreeNode::new(key, 7, GFP_KERNEL)?;
            let old = tree.insert(node).ok_or(EINVAL)?;
            assert_eq!(old.to_key_value(), (key, key * 2));
        }
        assert!(tree.values().all(|value| *value == 7));
        assert!(has_keys(&tree, &mut (0..COUNT)));
        assert!(matches!(tree.entry(3), Entry::Occupied(_)));
        assert!(matches!(tree.entry(COUNT), Entry::Vacant(_)));
        Ok(())
    }
}
