// SPDX-License-Identifier: GPL-2.0-only

//! KUnit cases for lists.

use super::{
    impl_list_arc_safe, impl_list_item, AtomicTracker, List, ListArc, ListLinks, ListLinksSelfPtr,
};
use crate::{
    alloc::flags::GFP_KERNEL,
    error::{code::EBUSY, Result},
    sync::Arc,
    try_pin_init,
};
use pin_init::{pin_data, pin_init};

#[pin_data]
struct Item {
    value: u32,
    #[pin]
    tracker: AtomicTracker,
    #[pin]
    links: ListLinks,
}

impl_list_arc_safe! {
    impl ListArcSafe<0> for Item { tracked_by tracker: AtomicTracker; }
}
impl_list_item! {
    impl ListItem<0> for Item { using ListLinks { self.links }; }
}

/// An item with a destructor.
#[pin_data]
struct Owner {
    _value: Arc<i32>,
    #[pin]
    links: ListLinks,
}

impl_list_arc_safe! {
    impl ListArcSafe<0> for Owner { untracked; }
}
impl_list_item! {
    impl ListItem<0> for Owner { using ListLinks { self.links }; }
}

fn item(value: u32) -> Result<ListArc<Item>> {
    let init = try_pin_init!(Item {
        value,
        tracker <- AtomicTracker::new(),
        links <- ListLinks::new(),
    });
    ListArc::pin_init(init, GFP_KERNEL)
}

fn filled(values: &[u32]) -> Result<List<Item>> {
    let mut list = List::new();
    for value in values {
        list.push_back(item(*value)?);
    }
    Ok(list)
}

fn has(list: &List<Item>, values: &[u32]) -> bool {
    list.iter()
        .map(|item| item.value)
        .eq(values.iter().copied())
}

/// A field of the user's by the name that the links have in [`ListLinksSelfPtr`].
#[pin_data]
struct Holder<T> {
    #[pin]
    inner: ListLinksSelfPtr<Held<T>>,
}

#[pin_data]
struct Held<T> {
    value: T,
    #[pin]
    links: Holder<T>,
}

impl_list_arc_safe! {
    impl{T} ListArcSafe<0> for Held<T> { untracked; }
}
impl_list_item! {
    impl{T} ListItem<0> for Held<T> { using ListLinksSelfPtr { self.links.inner }; }
}

/// Names the links themselves.
#[pin_data]
struct Named {
    value: u8,
    #[pin]
    links: ListLinksSelfPtr<Named>,
}

impl_list_arc_safe! {
    impl ListArcSafe<0> for Named { untracked; }
}
impl_list_item! {
    impl ListItem<0> for Named { using ListLinksSelfPtr { self.links.inner }; }
}

#[macros::kunit_tests(rust_list)]
mod cases {
    use super::*;

    #[test]
    fn both_ends() -> Result {
        let mut list = filled(&[2, 3])?;
        list.push_front(item(1)?);
        assert!(has(&list, &[1, 2, 3]));
        assert_eq!(list.pop_back().map(|item| item.value), Some(3));
        assert_eq!(list.pop_front().map(|item| item.value), Some(1));
        assert_eq!(list.pop_front().map(|item| item.value), Some(2));
        assert!(list.pop_front().is_none());
        assert!(list.pop_back().is_none());
        Ok(())
    }

    #[test]
    fn joined_in_order() -> Result {
        let (mut first, mut second) = (filled(&[1])?, filled(&[2, 3, 4])?);
        first.push_all_back(&mut second);
        assert!(second.is_empty());
        second.push_all_back(&mut first);
        assert!(has(&second, &[1, 2, 3, 4]));
        first.push_back(item(5)?);
        second.push_all_back(&mut first);
        assert!(has(&second, &[1, 2, 3, 4, 5]));
        Ok(())
    }

    #[test]
    fn dropped_with_what_is_in_it() -> Result {
        let value = Arc::new(7, GFP_KERNEL)?;
        let kept = {
            let mut list = filled(&[1, 2, 3])?;
            let first = list.pop_front().ok_or(EBUSY)?;
            let kept = first.clone_arc();
            list.push_back(first);
            let mut owners = List::new();
            for _ in 0..3 {
                let value = value.clone();
                let init = try_pin_init!(Owner {
                    _value: value,
                    links <- ListLinks::new(),
                });
                owners.push_front(ListArc::pin_init(init, GFP_KERNEL)?);
            }
            kept
        };
        // What had a destructor was dropped, and what somebody else has may go into a list again.
        assert!(Arc::into_unique_or_drop(value).is_some());
        let again = ListArc::try_from_arc(kept).map_err(|_| EBUSY)?;
        let mut list = List::new();
        list.push_back(again);
        assert!(has(&list, &[1]));
        Ok(())
    }

    #[test]
    fn taken_out_of_its_own_list_alone() -> Result {
        let mut here = filled(&[1, 2])?;
        let mine = item(3)?;
        let shared = mine.clone_arc();
        assert!(here.remove_member(&shared).is_none());
        here.push_back(mine);

        let mut away = core::mem::take(&mut here);
        here.push_back(item(4)?);
        assert!(here.remove_member(&shared).is_none());
        assert!(has(&away, &[1, 2, 3]));
        assert!(has(&here, &[4]));

        // Joining the lists makes its members known to the one that is left.
        here.push_all_back(&mut away);
        assert!(away.remove_member(&shared).is_none());
        assert!(here.remove_member(&shared).is_some());
        assert!(has(&here, &[4, 1, 2]));
        Ok(())
    }

    #[test]
    fn one_list_arc_at_a_time() -> Result {
        let mut list = filled(&[1])?;
        let shared: Arc<Item> = list.iter().next().ok_or(EBUSY)?.into();
        assert!(ListArc::<Item>::try_from_arc(shared.clone()).is_err());
        drop(list.pop_front());
        let again = ListArc::<Item>::try_from_arc(shared).map_err(|_| EBUSY)?;
        list.push_back(again);
        assert!(has(&list, &[1]));
        Ok(())
    }

    #[test]
    fn pointers_to_self_are_found_by_type() -> Result {
        let mut held = List::<Held<u16>>::new();
        let mut named = List::<Named>::new();
        for value in [1, 2] {
            let links = pin_init!(Holder { inner <- ListLinksSelfPtr::new() });
            held.push_back(ListArc::pin_init(
                try_pin_init!(Held { value: u16::from(value), links <- links }),
                GFP_KERNEL,
            )?);
            named.push_back(ListArc::pin_init(
                try_pin_init!(Named { value, links <- ListLinksSelfPtr::new() }),
                GFP_KERNEL,
            )?);
        }
        assert!(held.iter().map(|item| item.value).eq([1, 2]));
        assert!(named.iter().map(|item| item.value).eq([1, 2]));
        assert_eq!(held.pop_back().map(|item| item.value), Some(2));
        assert_eq!(named.pop_front().map(|item| item.value), Some(1));
        Ok(())
    }

    #[test]
    fn cursors_change_the_list() -> Result {
        let mut list = filled(&[1, 2, 3, 4])?;
        let mut cursor = list.cursor_front();
        while let Some(next) = cursor.peek_next() {
            if next.value % 2 == 0 {
                drop(next.remove());
            } else {
                cursor.move_next();
            }
        }
        cursor.insert_prev(item(9)?);
        cursor.insert_next(item(10)?);
        assert!(cursor.move_next() && !cursor.move_next());
        assert!(has(&list, &[1, 3, 9, 10]));
        list.cursor_front().insert(item(0)?);
        assert!(has(&list, &[0, 1, 3, 9, 10]));
        Ok(())
    }
}
