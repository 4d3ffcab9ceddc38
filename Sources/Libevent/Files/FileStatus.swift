// SPDX-License-Identifier: Apache-2.0
// Names of <sys/stat.h> may belong to either module: it depends on which one the compiler loads first.
import CLibevent
import Glibc

/// What the system knows of a file; two that are equal mean that nothing was written in between.
package struct FileStatus: Sendable, Equatable {
    /// What may be read, and what may not.
    package enum Kind: Sendable {
        case file, folder, link
        /// A device, a FIFO or a socket.
        case special
    }

    /// A moment in time, counted from 1970-01-01 00:00:00 UTC.
    package struct Time: Sendable, Equatable {
        package let seconds: Int
        package let nanoseconds: Int

        package init(seconds: Int, nanoseconds: Int = 0) {
            self.seconds = seconds
            self.nanoseconds = nanoseconds
        }
    }

    package let kind: Kind
    /// The length in bytes.
    package let bytes: Int
    /// When the content was last written, which programs may set to any time.
    package let modified: Time
    /// When anything about the file last changed, which only the kernel sets.
    package let changed: Time
    package let inode: UInt64

    package init(kind: Kind, bytes: Int, modified: Time, changed: Time, inode: UInt64) {
        self.kind = kind
        self.bytes = bytes
        self.modified = modified
        self.changed = changed
        self.inode = inode
    }

    init(_ status: stat) {
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            case S_IFLNK: .link
            default: .special
            }
        bytes = Int(status.st_size)
        modified = Time(seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec)
        changed = Time(seconds: status.st_ctim.tv_sec, nanoseconds: status.st_ctim.tv_nsec)
        inode = UInt64(status.st_ino)
    }
}
