// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Keeps servers that make or remove sockets in one folder out of each other's way.
///
/// Only those that ask for it; a folder that cannot be locked is done without it.
struct FolderLock: ~Copyable {
    /// Others hold it for some calls to the system.
    private static let maxAttempts = 50
    private static let pauseMicroseconds: UInt32 = 10_000

    /// Negative when the folder cannot be opened.
    private let descriptor: Int32

    /// Waits for the folder that `path` is in, for half a second at most: not for a loop thread.
    ///
    /// Wraps `open` and `flock`.
    init(of path: String) {
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let folder = slash.map { String(path[...$0]) } ?? "."
        descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        for _ in 1...Self.maxAttempts {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK { return }
            usleep(Self.pauseMicroseconds)
        }
    }

    deinit {
        if descriptor >= 0 { _ = close(descriptor) }
    }
}
