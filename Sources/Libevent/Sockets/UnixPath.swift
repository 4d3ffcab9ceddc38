// SPDX-License-Identifier: Apache-2.0
// Names of <sys/socket.h> may belong to either module: it depends on which one the compiler loads first.
import CLibevent
import Glibc

/// A path of the file system that a unix socket may have.
package struct UnixPath: Sendable, Hashable {
    /// The longest path that a socket can have in the end, in bytes.
    ///
    /// The system takes one byte less than `sun_path` has, and a socket gets a name with a suffix first.
    package static let maxBytes =
        MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1 - suffixBytes
    static let suffixBytes = 7

    package let text: String

    /// Takes `text` as it is; nil when it is empty, too long, or has a zero byte.
    package init?(_ text: String) {
        guard (1...Self.maxBytes).contains(text.utf8.count), !text.utf8.contains(0) else {
            return nil
        }
        self.text = text
    }

    /// What tells a file from all others, whatever its name is.
    struct Identity: Hashable, Sendable {
        let device: UInt
        let inode: UInt
    }

    /// What has a path.
    enum Occupant: Equatable {
        case nothing
        /// Something that is no socket.
        case file
        case socket(Identity)
    }

    /// What there is at `path`; a link counts as one, whatever it leads to.
    ///
    /// Wraps `lstat`.
    static func occupant(of path: String) throws(ListenError) -> Occupant {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else {
            if errno == ENOENT { return .nothing }
            throw .refused(call: "lstat", code: errno)
        }
        guard status.st_mode & S_IFMT == S_IFSOCK else { return .file }
        return .socket(Identity(device: UInt(status.st_dev), inode: UInt(status.st_ino)))
    }

    /// Another name in the same folder, which nothing else has.
    func makeNeighbour() -> String {
        // 36 to the power of 6.
        let number = String(UInt32.random(in: 0..<2_176_782_336), radix: 36)
        return text + "." + String(repeating: "0", count: Self.suffixBytes - 1 - number.utf8.count)
            + number
    }

    /// Calls `body` with the address of the socket `path`, which fits.
    static func withSocketAddress<Value>(
        _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Value
    ) -> Value {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) {
            unsafe $0.copyBytes(from: path.utf8.prefix($0.count - 1))
        }
        return unsafe withUnsafePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe body(address, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    /// Whether somebody listens at `path`; also when the system does not tell.
    ///
    /// Wraps `connect`, which does not wait.
    static func isAlive(_ path: String) -> Bool {
        let kind = Int32(
            SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let probe = socket(AF_UNIX, kind, 0)
        guard probe >= 0 else { return true }
        defer { _ = close(probe) }
        return unsafe withSocketAddress(path) { address, length in
            guard unsafe connect(probe, address, length) != 0 else { return true }
            return errno != ECONNREFUSED && errno != ENOENT
        }
    }
}
