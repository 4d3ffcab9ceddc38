// SPDX-License-Identifier: Apache-2.0
// Names of <dirent.h> may belong to either module: it depends on which one the compiler loads first.
import CLibevent
import Glibc
package import PorticoPool

extension OpenFile {
    /// One thing in a folder.
    package struct Entry: Sendable {
        package let name: String
        /// Of the entry itself: a link is a link.
        package let status: FileStatus
    }

    /// What lies in this folder, in no order, without `.` and `..`, and without names that are no UTF-8.
    ///
    /// Wraps `fdopendir`, `readdir` and `fstatat`. Ends after `limit` entries.
    package func entries(atMost limit: Int) throws(PosixError) -> [Entry] {
        // A description of its own, as reading moves it, and `closedir` closes it.
        let copy = unsafe openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0 else { throw PosixError(call: "openat", code: errno) }
        guard let stream = unsafe fdopendir(copy) else {
            let code = errno
            _ = close(copy)
            throw PosixError(call: "fdopendir", code: code)
        }
        defer { _ = unsafe closedir(stream) }
        var entries: [Entry] = []
        while entries.count < limit, let entry = unsafe readdir(stream) {
            guard let name = unsafe Self.name(of: entry), name != ".", name != ".." else {
                continue
            }
            var status = stat()
            // What has gone meanwhile is not there.
            guard unsafe fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
                continue
            }
            entries.append(Entry(name: name, status: FileStatus(status)))
        }
        return entries
    }

    private static func name(of entry: UnsafeMutablePointer<dirent>) -> String? {
        guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { return nil }
        let start = unsafe UnsafeRawPointer(entry) + offset
        return unsafe String(validatingCString: start.assumingMemoryBound(to: CChar.self))
    }
}
