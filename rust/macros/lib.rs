// SPDX-License-Identifier: GPL-2.0-only

//! The procedural macros of the kernel's Rust support.
//!
//! Drivers reach them through `kernel::prelude` and `kernel::macros`.
//!
//! Each macro is a small compiler: it parses, checks and expands, a file a concept. Every mistake of one
//! call is reported at once, at its place. What they write is thin: it calls `kernel::...`, holds no `allow`
//! of `unsafe_code`, and so compiles in a driver that says `#![forbid(unsafe_code)]`.

mod concat_idents;
mod diag;
mod export;
mod fmt;
mod fmt_string;
mod for_lt;
mod kunit;
mod module;
mod paste;
mod pin_data;
mod printk;
mod simple_format;
mod vtable;

use proc_macro::TokenStream;

/// Declares a kernel module.
///
/// The type given by `type` implements `kernel::Module`, or `kernel::InPlaceModule` if it must be built in
/// place. Loading creates its one instance, unloading drops it.
///
/// ```ignore
/// use kernel::prelude::*;
///
/// module! {
///     type: Thermostat,
///     name: "thermostat",
///     authors: ["Jane Doe"],
///     description: "Keeps the room warm",
///     license: "GPL",
///     params: {
///         target: i64 {
///             default: 21,
///             description: "Temperature to hold, in degrees Celsius",
///             permissions: 0o644,
///             callback: Thermostat::retarget,
///         },
///     },
/// }
///
/// struct Thermostat;
///
/// impl Thermostat {
///     fn retarget(target: &i64) -> Result {
///         pr_info!("holding {target} degrees from now on\n");
///         Ok(())
///     }
/// }
///
/// impl kernel::Module for Thermostat {
///     fn init(_module: &'static ThisModule) -> Result<Self> {
///         pr_info!("holding {} degrees\n", module_parameters::target.value());
///         Ok(Self)
///     }
/// }
/// ```
///
/// # Keys
///
/// They come in this order, each at most once.
///
/// | key | value | |
/// |---|---|---|
/// | `type` | type | required |
/// | `name` | string: letters, digits, `_`, `-`; 55 characters at most (59 on 32-bit kernels) | required |
/// | `authors` | list of strings; `author`, with a single string, is the old form | |
/// | `description` | string | |
/// | `license` | string, as for C's `MODULE_LICENSE()` | required |
/// | `alias` | list of strings: further names to load the module by | |
/// | `firmware` | list of strings: files that the module asks for | |
/// | `imports_ns` | list of strings: symbol namespaces that the module uses | |
/// | `params` | block of parameters | |
///
/// # Parameters
///
/// `name: type { default: ..., description: "...", permissions: 0o..., callback: ... }`, read as
/// `module_parameters::name`.
///
/// - The type is an integer of at most 64 bits, `bool`, `charp` (a string) or an array `[T; N]` of integers
///   or of `bool`.
/// - `default` is a constant expression; of a string, `"..."` or `c"..."`.
/// - `permissions` is the mode of the file under `/sys/module/<name>/parameters`; 0, the default, stands for
///   no file. The rules are those of C's `VERIFY_OCTAL_PERMISSIONS()`.
/// - `callback` is a function `fn(&T) -> Result` that runs after the parameter was set on the command line or
///   through sysfs. It may sleep, and runs before the module's `init` for what the command line sets.
///
/// # What it defines
///
/// `THIS_MODULE`, `LocalModule`, `__LOG_PREFIX` (taken by `pr_info!` and the like) and, if there are
/// parameters, the module `module_parameters`. The call therefore stands at the root of the crate.
///
/// C header: [`include/linux/moduleparam.h`](srctree/include/linux/moduleparam.h)
#[proc_macro]
pub fn module(input: TokenStream) -> TokenStream {
    // Kbuild names the object that is being compiled. Without it, as in examples, there is nothing to record.
    let file = std::env::var("RUST_MODFILE").ok();
    diag::into_tokens(module::expand(input.into(), file.as_deref())).into()
}

/// Makes a trait tell which of its functions an implementation provides.
///
/// C's tables of function pointers hold null for an operation that a driver lacks. On a trait, the attribute
/// adds a constant `HAS_<FUNCTION>` for every function, `false`; on an implementation it sets those that are
/// written there to `true`. Both the trait and all its implementations carry the attribute.
///
/// A function that may be absent needs a default body, which is never called.
///
/// ```ignore
/// use kernel::error::VTABLE_DEFAULT_ERROR;
/// use kernel::prelude::*;
///
/// #[vtable]
/// pub trait Operations: Send + Sync + Sized {
///     fn open(&self) -> Result {
///         build_error!(VTABLE_DEFAULT_ERROR)
///     }
///
///     fn flush(&self) -> Result {
///         build_error!(VTABLE_DEFAULT_ERROR)
///     }
/// }
///
/// struct Disk;
///
/// #[vtable]
/// impl Operations for Disk {
///     fn open(&self) -> Result {
///         Ok(())
///     }
/// }
///
/// static_assert!(<Disk as Operations>::HAS_OPEN);
/// static_assert!(!<Disk as Operations>::HAS_FLUSH);
/// ```
///
/// The trait also gets an associated type `OwnerModule`, which implementations set to the module that they
/// are written in, `crate::LocalModule`, unless they set it themselves.
#[proc_macro_attribute]
pub fn vtable(args: TokenStream, item: TokenStream) -> TokenStream {
    diag::into_tokens(vtable::expand(args.into(), item.into())).into()
}

/// Makes a function callable from C by its name.
///
/// The function must be `extern "C"` and have a declaration in a C header that `bindings` covers. A
/// definition whose type differs from the declaration does not compile.
///
/// ```ignore
/// /// Declared in `include/linux/sum.h` as `int rust_sum(int a, int b);`.
/// #[export]
/// pub extern "C" fn rust_sum(a: c_int, b: c_int) -> c_int {
///     a.wrapping_add(b)
/// }
/// ```
///
/// To call it from a loadable module, C needs `EXPORT_SYMBOL_GPL()` or its like in addition.
#[proc_macro_attribute]
pub fn export(args: TokenStream, item: TokenStream) -> TokenStream {
    diag::into_tokens(export::expand(args.into(), item.into())).into()
}

/// `core::format_args!` that prints by the kernel's own formatting traits.
///
/// Takes what `format_args!` takes, names from the surroundings included. Every argument that is formatted is
/// wrapped in `kernel::fmt::Adapter`, so that, for example, `{:p}` prints a hashed pointer; widths and
/// precisions stay plain `usize`.
///
/// ```ignore
/// let (irq, width) = (9, 4);
/// pr_info!("{}\n", fmt!("irq {irq:>width$} of {total}", total = 16));
/// ```
///
/// A string that another macro makes is not looked into, apart from `concat!` of literals: there, a width must
/// not be an argument.
#[proc_macro]
pub fn fmt(input: TokenStream) -> TokenStream {
    diag::into_tokens(fmt::expand(input.into())).into()
}

/// What `pr_info!`, `dev_info!` and their sisters come down to.
#[doc(hidden)]
#[proc_macro]
pub fn printk(input: TokenStream) -> TokenStream {
    diag::into_tokens(printk::expand(input.into())).into()
}

/// Joins identifiers to one.
///
/// The result is an identifier of the caller: it can name what the caller's own code defines.
///
/// ```ignore
/// macro_rules! flag {
///     ($name:ident) => {
///         pub const $name: u32 = concat_idents!(kernel_flags_, $name);
///     };
/// }
/// ```
#[proc_macro]
pub fn concat_idents(input: TokenStream) -> TokenStream {
    diag::into_tokens(concat_idents::expand(input.into())).into()
}

/// Builds identifiers out of pieces, wherever `[< ... >]` stands in the input.
///
/// ```ignore
/// macro_rules! register {
///     ($name:ident, $offset:literal) => {
///         paste! {
///             #[doc = "Reads the register " $name "."]
///             fn [<read_ $name:lower>](&self) -> u32 {
///                 self.read([<$name:upper _OFFSET>])
///             }
///         }
///     };
/// }
/// ```
///
/// Pieces are identifiers, strings, characters and integers; a leading `'` makes a lifetime. Modifiers follow
/// a piece and apply to it alone, from left to right:
///
/// - `:lower`, `:upper`: change the case;
/// - `:snake`: `FooBar` becomes `foo_bar`;
/// - `:camel`: `foo_bar` becomes `FooBar`;
/// - `:span`: the identifier gets this piece's span; otherwise it has that of the brackets.
///
/// The pieces of `#[doc = ...]` are joined to one string.
#[proc_macro]
pub fn paste(input: TokenStream) -> TokenStream {
    diag::into_tokens(paste::expand(input.into())).into()
}

/// Says which fields of a struct stay where they are if the struct does: those with `#[pin]`.
///
/// ```ignore
/// #[pin_data]
/// struct Counter {
///     #[pin]
///     lock: Mutex<u32>,
///     step: u32,
/// }
///
/// impl Counter {
///     fn faster(self: Pin<&mut Self>) {
///         let CounterProjection { lock, step, .. } = self.project();
///         let _: Pin<&mut Mutex<u32>> = lock;
///         *step += 1;
///     }
/// }
/// ```
///
/// `pin_init!` builds such a struct. The method `project()` of `Pin<&mut Self>` borrows all its fields at
/// once, as the fields of a struct with `Projection` behind its name.
///
/// A struct with `Drop` would get its pinned fields to move; it says `#[pin_data(PinnedDrop)]` and has
/// `#[pinned_drop] impl PinnedDrop` instead.
#[proc_macro_attribute]
pub fn pin_data(args: TokenStream, item: TokenStream) -> TokenStream {
    pin_data::expand(args.into(), item.into()).into()
}

/// Makes a module of `#[test]` functions a KUnit suite.
///
/// ```ignore
/// #[kunit_tests(rust_ring_buffer)]
/// mod tests {
///     use super::*;
///
///     #[test]
///     fn empty_buffer_yields_nothing() {
///         assert_eq!(RingBuffer::<u8, 4>::new().pop(), None);
///     }
///
///     #[test]
///     fn full_buffer_refuses() -> Result {
///         let mut buffer = RingBuffer::<u8, 1>::new();
///         buffer.push(1)?;
///         assert!(buffer.push(2).is_err());
///         Ok(())
///     }
/// }
/// ```
///
/// The suite runs at boot if `CONFIG_KUNIT=y`. `assert!`, `assert_eq!` and `assert_ne!` report to KUnit and
/// end the case, without a panic. A test may return a `Result`; an error fails it. A test that a `#[cfg]`
/// removes is reported as skipped.
///
/// C header: [`include/kunit/test.h`](srctree/include/kunit/test.h)
#[proc_macro_attribute]
pub fn kunit_tests(args: TokenStream, item: TokenStream) -> TokenStream {
    let file = proc_macro::Span::call_site().file();
    diag::into_tokens(kunit::expand(args.into(), item.into(), &file)).into()
}

/// A type with a lifetime that somebody else fills in.
///
/// Takes a type in which `'_` stands for the lifetime, or, behind `for<'a>`, `'a`. What comes out
/// implements `kernel::types::ForLt`.
///
/// ```ignore
/// type Data = ForLt!(View<'_>);
/// type Pair = ForLt!(for<'a> (View<'a>, &'a u32));
/// ```
#[allow(non_snake_case)]
#[proc_macro]
pub fn ForLt(input: TokenStream) -> TokenStream {
    diag::into_tokens(for_lt::expand(input.into(), false)).into()
}

/// As [`ForLt!`], for a type of which one with a longer lifetime does where one with a shorter is asked for.
///
/// What comes out implements `kernel::types::CovariantForLt` too. That the type is covariant is left to the
/// compiler to see. The type cannot have generic parameters of the item around the macro.
#[allow(non_snake_case)]
#[proc_macro]
pub fn CovariantForLt(input: TokenStream) -> TokenStream {
    diag::into_tokens(for_lt::expand(input.into(), true)).into()
}
