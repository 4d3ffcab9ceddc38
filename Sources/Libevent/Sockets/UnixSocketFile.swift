// SPDX-License-Identifier: Apache-2.0
import Glibc
import PorticoPool

// A socket gets its name in one step, when it listens and its mode and owner are right: it is bound to another
// name in the same folder, and then linked to its own. So nobody meets a socket that does not answer yet, and of
// two servers that start at a time, one learns that the other was first. What a dead server has left behind is
// renamed before it is removed, and looked at again: if it is another server's socket by then, it gets its
// name back. Servers of this kind do all that under a lock of the folder, and never meet that case.

/// The file of a unix socket that this server has made; removed at its end, if it is still there.
///
/// From any thread.
package final class UnixSocketFile: Sendable {
    /// How often another server may come and go while this one starts.
    private static let maxAttempts = 8

    private let path: UnixPath
    private let identity: UnixPath.Identity
    /// Whether a thread for that was asked for.
    private let isBeingRemoved = Guarded(false)
    /// Held while the file is removed.
    private let isRemoved = Guarded(false)

    /// Gives the socket that listens at `neighbour` the name `path`.
    ///
    /// With `isShared`, it replaces one that another server listens on. Wraps `link` and `rename`.
    init(
        _ path: UnixPath, boundAt neighbour: String, isShared: Bool
    ) throws(ListenError) {
        guard case .socket(let identity) = try UnixPath.occupant(of: neighbour) else {
            throw .refused(call: "bind", code: ENOENT)
        }
        (self.path, self.identity) = (path, identity)
        let lock = FolderLock(of: path.text)
        defer { withExtendedLifetime(lock) {} }
        for _ in 1...Self.maxAttempts {
            if unsafe link(neighbour, path.text) == 0 {
                unsafe unlink(neighbour)
                return
            }
            guard errno == EEXIST else { throw .refused(call: "link", code: errno) }
            switch try UnixPath.occupant(of: path.text) {
            case .nothing: break
            case .file: throw .isNoSocket
            case .socket where isShared:
                if unsafe rename(neighbour, path.text) == 0 { return }
                throw .refused(call: "rename", code: errno)
            case .socket(let other):
                if UnixPath.isAlive(path.text) { throw .refused(call: "bind", code: EADDRINUSE) }
                try Self.remove(path, ifItIs: other)
            }
        }
        throw .refused(call: "bind", code: EADDRINUSE)
    }

    /// Removes what has the name `path`, if it is that file.
    private static func remove(
        _ path: UnixPath, ifItIs identity: UnixPath.Identity
    ) throws(ListenError) {
        guard try UnixPath.occupant(of: path.text) == .socket(identity) else { return }
        let aside = path.makeNeighbour()
        guard unsafe rename(path.text, aside) == 0 else {
            if errno == ENOENT { return }
            throw .refused(call: "rename", code: errno)
        }
        if try UnixPath.occupant(of: aside) != .socket(identity) {
            // Fails only if a third one has the name by now.
            unsafe link(aside, path.text)
        }
        unsafe unlink(aside)
    }

    // MARK: From any thread

    /// Removes the file, unless another one has its name by now; clients cannot connect any more.
    ///
    /// May wait for a disk: not for a loop thread.
    package func remove() {
        // The lock is held over the calls, so that who returns from here knows that they are done.
        isRemoved.withLock { isRemoved in
            guard !isRemoved else { return }
            isRemoved = true
            let lock = FolderLock(of: path.text)
            defer { withExtendedLifetime(lock) {} }
            // A folder that cannot be read or written any more is no reason to do anything else at the end.
            try? Self.remove(path, ifItIs: identity)
        }
    }

    /// Removes the file on a thread of its own, as ``remove()`` does, and waits for nothing.
    func removeSoon() {
        let isFirst = isBeingRemoved.withLock { isBeingRemoved in
            defer { isBeingRemoved = true }
            return !isBeingRemoved
        }
        guard isFirst else { return }
        // Without a thread it is removed at the end of the server.
        _ = try? PosixThread(name: "portico-unlink") { [self] in remove() }
    }
}
