// SPDX-License-Identifier: GPL-2.0-only

//! The errnos.
//!
//! Values come from the kernel's headers, because some differ between architectures; this table
//! adds a type and a sentence each.
//!
//! # Examples
//!
//! ```
//! use kernel::{bindings, error::code};
//!
//! // User space knows the errno, the kernel's functions return its negative.
//! assert_eq!(code::EINVAL.to_errno(), -22);
//! assert_eq!(code::EDEADLK.to_errno(), -(bindings::EDEADLK as i32));
//! // Those from 512 on are for the kernel alone.
//! assert_eq!(code::ERESTARTSYS.to_errno(), -512);
//! ```
//!
//! C headers:
//! [`include/uapi/asm-generic/errno-base.h`](srctree/include/uapi/asm-generic/errno-base.h),
//! [`include/uapi/asm-generic/errno.h`](srctree/include/uapi/asm-generic/errno.h),
//! [`include/linux/errno.h`](srctree/include/linux/errno.h)

use super::Error;

macro_rules! errnos {
    ($($name:ident = $value:path, $doc:literal;)*) => {
        $(
            #[doc = $doc]
            pub const $name: Error = match Error::try_from_errno(-($value as i32)) {
                Some(error) => error,
                None => panic!(concat!(stringify!($name), " is no errno")),
            };
        )*

        /// Every errno, once for each of its names.
        #[cfg(CONFIG_KUNIT = "y")]
        pub(super) const ALL: &[Error] = &[$($name),*];

        /// What an errno is called; of two names for one the first. Not every kernel lets modules ask.
        #[cfg(all(CONFIG_SYMBOLIC_ERRNAME, RUST_IN_MODULE))]
        pub(super) fn name_of(error: Error) -> Option<&'static crate::str::CStr> {
            const NAMES: &[(Error, &crate::str::CStr)] = &[$(($name, crate::c_str!(stringify!($name)))),*];
            NAMES.iter().find(|(known, _)| *known == error).map(|(_, name)| *name)
        }
    };
}

errnos! {
    EPERM = bindings::EPERM, "Operation not permitted.";
    ENOENT = bindings::ENOENT, "No such file or directory.";
    ESRCH = bindings::ESRCH, "No such process.";
    EINTR = bindings::EINTR, "Interrupted system call.";
    EIO = bindings::EIO, "I/O error.";
    ENXIO = bindings::ENXIO, "No such device or address.";
    E2BIG = bindings::E2BIG, "Argument list too long.";
    ENOEXEC = bindings::ENOEXEC, "Exec format error.";
    EBADF = bindings::EBADF, "Bad file number.";
    ECHILD = bindings::ECHILD, "No child processes.";
    EAGAIN = bindings::EAGAIN, "Try again.";
    ENOMEM = bindings::ENOMEM, "Out of memory.";
    EACCES = bindings::EACCES, "Permission denied.";
    EFAULT = bindings::EFAULT, "Bad address.";
    ENOTBLK = bindings::ENOTBLK, "Block device required.";
    EBUSY = bindings::EBUSY, "Device or resource busy.";
    EEXIST = bindings::EEXIST, "File exists.";
    EXDEV = bindings::EXDEV, "Cross-device link.";
    ENODEV = bindings::ENODEV, "No such device.";
    ENOTDIR = bindings::ENOTDIR, "Not a directory.";
    EISDIR = bindings::EISDIR, "Is a directory.";
    EINVAL = bindings::EINVAL, "Invalid argument.";
    ENFILE = bindings::ENFILE, "File table overflow.";
    EMFILE = bindings::EMFILE, "Too many open files.";
    ENOTTY = bindings::ENOTTY, "Not a typewriter.";
    ETXTBSY = bindings::ETXTBSY, "Text file busy.";
    EFBIG = bindings::EFBIG, "File too large.";
    ENOSPC = bindings::ENOSPC, "No space left on device.";
    ESPIPE = bindings::ESPIPE, "Illegal seek.";
    EROFS = bindings::EROFS, "Read-only file system.";
    EMLINK = bindings::EMLINK, "Too many links.";
    EPIPE = bindings::EPIPE, "Broken pipe.";
    EDOM = bindings::EDOM, "Math argument out of domain of func.";
    ERANGE = bindings::ERANGE, "Math result not representable.";
    EDEADLK = bindings::EDEADLK, "Resource deadlock would occur.";
    ENAMETOOLONG = bindings::ENAMETOOLONG, "File name too long.";
    ENOLCK = bindings::ENOLCK, "No record locks available.";
    ENOSYS = bindings::ENOSYS, "Invalid system call number.";
    ENOTEMPTY = bindings::ENOTEMPTY, "Directory not empty.";
    ELOOP = bindings::ELOOP, "Too many symbolic links encountered.";
    ENOMSG = bindings::ENOMSG, "No message of desired type.";
    EIDRM = bindings::EIDRM, "Identifier removed.";
    ECHRNG = bindings::ECHRNG, "Channel number out of range.";
    EL2NSYNC = bindings::EL2NSYNC, "Level 2 not synchronized.";
    EL3HLT = bindings::EL3HLT, "Level 3 halted.";
    EL3RST = bindings::EL3RST, "Level 3 reset.";
    ELNRNG = bindings::ELNRNG, "Link number out of range.";
    EUNATCH = bindings::EUNATCH, "Protocol driver not attached.";
    ENOCSI = bindings::ENOCSI, "No CSI structure available.";
    EL2HLT = bindings::EL2HLT, "Level 2 halted.";
    EBADE = bindings::EBADE, "Invalid exchange.";
    EBADR = bindings::EBADR, "Invalid request descriptor.";
    EXFULL = bindings::EXFULL, "Exchange full.";
    ENOANO = bindings::ENOANO, "No anode.";
    EBADRQC = bindings::EBADRQC, "Invalid request code.";
    EBADSLT = bindings::EBADSLT, "Invalid slot.";
    EBFONT = bindings::EBFONT, "Bad font file format.";
    ENOSTR = bindings::ENOSTR, "Device not a stream.";
    ENODATA = bindings::ENODATA, "No data available.";
    ETIME = bindings::ETIME, "Timer expired.";
    ENOSR = bindings::ENOSR, "Out of streams resources.";
    ENONET = bindings::ENONET, "Machine is not on the network.";
    ENOPKG = bindings::ENOPKG, "Package not installed.";
    EREMOTE = bindings::EREMOTE, "Object is remote.";
    ENOLINK = bindings::ENOLINK, "Link has been severed.";
    EADV = bindings::EADV, "Advertise error.";
    ESRMNT = bindings::ESRMNT, "Srmount error.";
    ECOMM = bindings::ECOMM, "Communication error on send.";
    EPROTO = bindings::EPROTO, "Protocol error.";
    EMULTIHOP = bindings::EMULTIHOP, "Multihop attempted.";
    EDOTDOT = bindings::EDOTDOT, "RFS specific error.";
    EBADMSG = bindings::EBADMSG, "Not a data message.";
    EFSBADCRC = bindings::EFSBADCRC, "Bad CRC detected.";
    EOVERFLOW = bindings::EOVERFLOW, "Value too large for defined data type.";
    ENOTUNIQ = bindings::ENOTUNIQ, "Name not unique on network.";
    EBADFD = bindings::EBADFD, "File descriptor in bad state.";
    EREMCHG = bindings::EREMCHG, "Remote address changed.";
    ELIBACC = bindings::ELIBACC, "Can not access a needed shared library.";
    ELIBBAD = bindings::ELIBBAD, "Accessing a corrupted shared library.";
    ELIBSCN = bindings::ELIBSCN, ".lib section in a.out corrupted.";
    ELIBMAX = bindings::ELIBMAX, "Attempting to link in too many shared libraries.";
    ELIBEXEC = bindings::ELIBEXEC, "Cannot exec a shared library directly.";
    EILSEQ = bindings::EILSEQ, "Illegal byte sequence.";
    ERESTART = bindings::ERESTART, "Interrupted system call should be restarted.";
    ESTRPIPE = bindings::ESTRPIPE, "Streams pipe error.";
    EUSERS = bindings::EUSERS, "Too many users.";
    ENOTSOCK = bindings::ENOTSOCK, "Socket operation on non-socket.";
    EDESTADDRREQ = bindings::EDESTADDRREQ, "Destination address required.";
    EMSGSIZE = bindings::EMSGSIZE, "Message too long.";
    EPROTOTYPE = bindings::EPROTOTYPE, "Protocol wrong type for socket.";
    ENOPROTOOPT = bindings::ENOPROTOOPT, "Protocol not available.";
    EPROTONOSUPPORT = bindings::EPROTONOSUPPORT, "Protocol not supported.";
    ESOCKTNOSUPPORT = bindings::ESOCKTNOSUPPORT, "Socket type not supported.";
    EOPNOTSUPP = bindings::EOPNOTSUPP, "Operation not supported on transport endpoint.";
    EPFNOSUPPORT = bindings::EPFNOSUPPORT, "Protocol family not supported.";
    EAFNOSUPPORT = bindings::EAFNOSUPPORT, "Address family not supported by protocol.";
    EADDRINUSE = bindings::EADDRINUSE, "Address already in use.";
    EADDRNOTAVAIL = bindings::EADDRNOTAVAIL, "Cannot assign requested address.";
    ENETDOWN = bindings::ENETDOWN, "Network is down.";
    ENETUNREACH = bindings::ENETUNREACH, "Network is unreachable.";
    ENETRESET = bindings::ENETRESET, "Network dropped connection because of reset.";
    ECONNABORTED = bindings::ECONNABORTED, "Software caused connection abort.";
    ECONNRESET = bindings::ECONNRESET, "Connection reset by peer.";
    ENOBUFS = bindings::ENOBUFS, "No buffer space available.";
    EISCONN = bindings::EISCONN, "Transport endpoint is already connected.";
    ENOTCONN = bindings::ENOTCONN, "Transport endpoint is not connected.";
    ESHUTDOWN = bindings::ESHUTDOWN, "Cannot send after transport endpoint shutdown.";
    ETOOMANYREFS = bindings::ETOOMANYREFS, "Too many references: cannot splice.";
    ETIMEDOUT = bindings::ETIMEDOUT, "Connection timed out.";
    ECONNREFUSED = bindings::ECONNREFUSED, "Connection refused.";
    EHOSTDOWN = bindings::EHOSTDOWN, "Host is down.";
    EHOSTUNREACH = bindings::EHOSTUNREACH, "No route to host.";
    EALREADY = bindings::EALREADY, "Operation already in progress.";
    EINPROGRESS = bindings::EINPROGRESS, "Operation now in progress.";
    ESTALE = bindings::ESTALE, "Stale file handle.";
    EUCLEAN = bindings::EUCLEAN, "Structure needs cleaning.";
    EFSCORRUPTED = bindings::EFSCORRUPTED, "Filesystem is corrupted.";
    ENOTNAM = bindings::ENOTNAM, "Not a XENIX named type file.";
    ENAVAIL = bindings::ENAVAIL, "No XENIX semaphores available.";
    EISNAM = bindings::EISNAM, "Is a named type file.";
    EREMOTEIO = bindings::EREMOTEIO, "Remote I/O error.";
    EDQUOT = bindings::EDQUOT, "Quota exceeded.";
    ENOMEDIUM = bindings::ENOMEDIUM, "No medium found.";
    EMEDIUMTYPE = bindings::EMEDIUMTYPE, "Wrong medium type.";
    ECANCELED = bindings::ECANCELED, "Operation Canceled.";
    ENOKEY = bindings::ENOKEY, "Required key not available.";
    EKEYEXPIRED = bindings::EKEYEXPIRED, "Key has expired.";
    EKEYREVOKED = bindings::EKEYREVOKED, "Key has been revoked.";
    EKEYREJECTED = bindings::EKEYREJECTED, "Key was rejected by service.";
    EOWNERDEAD = bindings::EOWNERDEAD, "Owner died.";
    ENOTRECOVERABLE = bindings::ENOTRECOVERABLE, "State not recoverable.";
    ERFKILL = bindings::ERFKILL, "Operation not possible due to RF-kill.";
    EHWPOISON = bindings::EHWPOISON, "Memory page has hardware error.";
    EFTYPE = bindings::EFTYPE, "Wrong file type for the intended operation.";
    ERESTARTSYS = bindings::ERESTARTSYS, "Restart the system call after the signal, if its action asks for that.";
    ERESTARTNOINTR = bindings::ERESTARTNOINTR, "Restart the system call after the signal in any case.";
    ERESTARTNOHAND = bindings::ERESTARTNOHAND, "Restart the system call if the signal has no handler.";
    ENOIOCTLCMD = bindings::ENOIOCTLCMD, "No ioctl command.";
    ERESTART_RESTARTBLOCK = bindings::ERESTART_RESTARTBLOCK, "Restart through sys_restart_syscall().";
    EPROBE_DEFER = bindings::EPROBE_DEFER, "Driver requests probe retry.";
    EOPENSTALE = bindings::EOPENSTALE, "Open found a stale dentry.";
    ENOPARAM = bindings::ENOPARAM, "Parameter not supported.";
    EBADHANDLE = bindings::EBADHANDLE, "Illegal NFS file handle.";
    ENOTSYNC = bindings::ENOTSYNC, "Update synchronization mismatch.";
    EBADCOOKIE = bindings::EBADCOOKIE, "Cookie is stale.";
    ENOTSUPP = bindings::ENOTSUPP, "Operation is not supported.";
    ETOOSMALL = bindings::ETOOSMALL, "Buffer or request is too small.";
    ESERVERFAULT = bindings::ESERVERFAULT, "An untranslatable error occurred.";
    EBADTYPE = bindings::EBADTYPE, "Type not supported by server.";
    EJUKEBOX = bindings::EJUKEBOX, "Request initiated, but will not complete before timeout.";
    EIOCBQUEUED = bindings::EIOCBQUEUED, "Iocb queued, will get completion event.";
    ERECALLCONFLICT = bindings::ERECALLCONFLICT, "Conflict with recalled state.";
    ENOGRACE = bindings::ENOGRACE, "NFS file lock reclaim refused.";
    EWOULDBLOCK = bindings::EWOULDBLOCK, "Operation would block.";
    EDEADLOCK = bindings::EDEADLOCK, "Resource deadlock would occur.";
}
