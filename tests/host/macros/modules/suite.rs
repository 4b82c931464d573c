// SPDX-License-Identifier: GPL-2.0-only

//! `#[kunit_tests]` at work.

use kernel::prelude::*;

#[kunit_tests(rust_suite)]
mod cases {
    use super::*;

    fn helper(n: i32) {
        assert!(n > 0, "n is {}", n);
    }

    #[test]
    fn passes() {
        helper(1);
        assert!(true);
        assert_eq!(1, 1);
        assert_ne!(1, 2, "unlike");
        // Operands that are comparisons themselves.
        assert_eq!(1 != 2, 2 > 1, "alike");
        assert_ne!(1 == 2, 2 > 1);
        assert_ne!(1 == 2, 2 > 1, "unlike");
    }

    #[test]
    fn fails_in_a_helper() {
        helper(-1);
    }

    #[test]
    fn fails() {
        assert_eq!(1, 2);
        assert_ne!(3, 3);
        assert_eq!(4, 5, "numbers of {}", "this kind");
    }

    #[test]
    fn returns_an_error() -> Result {
        Err(EINVAL)
    }

    #[test]
    fn returns_a_value() -> Result<u8> {
        Ok(1)
    }

    #[cfg(CONFIG_ABSENT)]
    #[test]
    fn is_not_built() {
        does_not_exist();
    }

    #[cfg(not(CONFIG_ABSENT))]
    #[test]
    fn is_built() {
        assert!(false);
    }
}

#[test]
fn suite_runs_as_kunit_runs_it() {
    let (name, outcomes, log) = cases::run_suite();
    assert_eq!(name, "rust_suite");
    let outcomes: Vec<(&str, u32)> = outcomes
        .iter()
        .map(|(name, status)| (name.as_str(), *status))
        .collect();
    let (success, failure, skipped) = (0, 1, 2);
    let expected = [
        ("passes", success),
        ("fails_in_a_helper", failure),
        ("fails", failure),
        ("returns_an_error", failure),
        ("returns_a_value", success),
        ("is_not_built", skipped),
        ("is_built", failure),
    ];
    assert_eq!(outcomes, expected);
    assert_eq!(log[0], "n is <-1>");
    assert!(
        log.contains(&"numbers of <this kind>".to_owned()),
        "{log:?}"
    );
}
