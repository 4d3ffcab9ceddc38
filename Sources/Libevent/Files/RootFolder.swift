// SPDX-License-Identifier: Apache-2.0
// Names of <fcntl.h> may belong to either module: it depends on which one the compiler loads first.
import CLibevent
import Glibc
package import PorticoPool

// A path that was checked as text may lead elsewhere by the time that it is opened: a folder in it has become
// a link. So the folder is opened once, and the kernel is told with each file that it must not leave it:
// openat2 with RESOLVE_BENEATH, Linux 5.6. Before that, and where a sandbox forbids the call, each part of the
// path is opened by itself, and no link is followed.

/// A folder that files are opened below, and never outside of.
///
/// From any thread but a loop's: every call may wait for a disk.
package final class RootFolder: Sendable {
    private let descriptor: Int32
    private let followsLinks: Bool
    /// Whether the kernel keeps within the folder by itself.
    package let usesOpenat2: Bool

    /// The kernel's numbers, from <linux/openat2.h>.
    private enum Resolve {
        static let noMagicLinks: UInt64 = 0x02
        static let noSymlinks: UInt64 = 0x04
        static let beneath: UInt64 = 0x08
    }

    /// How often an open is tried again that a rename came between.
    private static let maxTries = 16

    /// Opens the folder at `path`.
    ///
    /// Wraps `open` with O_PATH and O_DIRECTORY. With `mayUseOpenat2` false, it does as an old kernel would.
    package init(
        path: String, followsLinks: Bool, mayUseOpenat2: Bool = true
    ) throws(PosixError) {
        guard !path.utf8.contains(0) else { throw PosixError(call: "open", code: ENOENT) }
        let folder = unsafe Glibc.open(path, portico_o_path() | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw PosixError(call: "open", code: errno) }
        let probe =
            unsafe mayUseOpenat2
            ? portico_openat2(
                folder, ".", UInt64(portico_o_path() | O_CLOEXEC), Resolve.beneath) : -1
        if probe >= 0 { _ = close(probe) }
        descriptor = folder
        self.followsLinks = followsLinks
        usesOpenat2 = probe >= 0
    }

    deinit { close(descriptor) }

    /// Opens what is at `path` below the folder; the folder itself for an empty one.
    ///
    /// Wraps `openat2`, or `openat`. Links are followed if the root was opened so and the kernel has
    /// openat2, as long as they stay below the folder; links of /proc never are. ENOENT, ENOTDIR, ELOOP and
    /// EXDEV say that there is nothing to open below the folder.
    package func open(_ path: String) throws(PosixError) -> OpenFile {
        guard !path.utf8.contains(0) else { throw PosixError(call: "openat", code: ENOENT) }
        return try OpenFile(
            owning: usesOpenat2 ? openBeneath(path.isEmpty ? "." : path) : openByParts(path))
    }

    private func openBeneath(_ path: String) throws(PosixError) -> Int32 {
        var resolve = Resolve.beneath | Resolve.noMagicLinks
        if !followsLinks { resolve |= Resolve.noSymlinks }
        for _ in 1...Self.maxTries {
            let file = unsafe portico_openat2(descriptor, path, UInt64(OpenFile.flags), resolve)
            if file >= 0 { return file }
            // EAGAIN: something was renamed meanwhile, and the kernel cannot tell whether the path stayed below.
            guard errno == EAGAIN || errno == EINTR else { break }
        }
        throw PosixError(call: "openat2", code: errno)
    }

    private func openByParts(_ path: String) throws(PosixError) -> Int32 {
        var parts = path.split(separator: "/", omittingEmptySubsequences: true)[...]
        guard !parts.contains("..") else { throw PosixError(call: "openat", code: EXDEV) }
        let last = parts.popLast() ?? "."
        var folder = descriptor
        defer { if folder != descriptor { _ = close(folder) } }
        for part in parts {
            // O_DIRECTORY, because O_PATH alone would open the link itself.
            let next = try Self.open(
                part, in: folder, portico_o_path() | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            if folder != descriptor { _ = close(folder) }
            folder = next
        }
        return try Self.open(last, in: folder, OpenFile.flags | O_NOFOLLOW)
    }

    private static func open(
        _ name: Substring, in folder: Int32, _ flags: Int32
    ) throws(PosixError) -> Int32 {
        while true {
            let file = unsafe openat(folder, String(name), flags)
            if file >= 0 { return file }
            guard errno == EINTR else { throw PosixError(call: "openat", code: errno) }
        }
    }
}
