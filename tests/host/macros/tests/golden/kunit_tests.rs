// SPDX-License-Identifier: GPL-2.0-only

#[kunit_tests(rust_golden)]
mod tests {
    use super::*;

    fn helper(n: u8) {
        assert!(n > 0);
    }

    #[test]
    fn plain() {
        helper(1);
        assert_eq!(1 + 1, 2);
    }

    #[test]
    fn fallible() -> Result {
        Err(EINVAL)
    }

    #[cfg(CONFIG_SMP)]
    #[test]
    fn conditional() {}
}
