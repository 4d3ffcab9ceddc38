// SPDX-License-Identifier: Apache-2.0
// Names of <sys/socket.h> may belong to either module: it depends on which one the compiler loads first.
import CLibevent
import Glibc

extension ListeningSocket {
    /// Takes a socket that the process was started with, and that listens.
    ///
    /// The descriptor stays the caller's; this has one of its own. The socket no longer blocks, for nobody who has
    /// it, and no child of this process gets it. Wraps `getsockopt`, `getsockname` and `fcntl`.
    package init(inherited descriptor: Int32) throws(ListenError) {
        guard fcntl(descriptor, F_GETFD) >= 0 else {
            throw .isUnusable(reason: describeErrno(errno))
        }
        guard let kind = Self.value(of: SO_TYPE, descriptor) else {
            throw .isUnusable(reason: "it is no socket")
        }
        guard kind == Int32(SOCK_STREAM.rawValue) else {
            throw .isUnusable(reason: "it is no stream socket")
        }
        guard Self.value(of: SO_ACCEPTCONN, descriptor) == 1 else {
            throw .isUnusable(reason: "it does not listen")
        }
        guard let address = Endpoint(localOf: descriptor) else {
            throw .isUnusable(reason: "it is neither a TCP nor a unix socket")
        }
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw .refused(call: "fcntl", code: errno) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(copy, F_SETFL, fcntl(copy, F_GETFL) | O_NONBLOCK)
        // A unix socket refuses it, and does without.
        Self.set(TCP_NODELAY, Int32(IPPROTO_TCP), copy)
        self.init(descriptor: copy, address: address, isInherited: true)
    }

    private static func value(of option: Int32, _ descriptor: Int32) -> Int32? {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        let result = unsafe getsockopt(descriptor, SOL_SOCKET, option, &value, &length)
        return result == 0 ? value : nil
    }
}
