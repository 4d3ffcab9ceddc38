// SPDX-License-Identifier: Apache-2.0
// Names of <sys/socket.h> may belong to either module: it depends on which one the compiler loads first.
import CLibevent
import Glibc

extension ListeningSocket {
    /// Who may connect to a unix socket.
    package struct Access: Sendable, Hashable {
        /// The mode of its file: only who may write may connect.
        package let mode: UInt16
        /// The name or the number of the user that it belongs to; nil for that of the process.
        package let user: String?
        package let group: String?

        package init(mode: UInt16, user: String? = nil, group: String? = nil) {
            (self.mode, self.user, self.group) = (mode, user, group)
        }
    }

    /// Makes a unix socket at `path` and listens.
    ///
    /// What a dead server has left there is replaced; with `isShared`, also the socket of one that serves. Wraps
    /// `socket`, `bind`, `chmod`, `chown` and `listen`. Not for a loop thread.
    package init(
        unix path: UnixPath, _ access: Access, isShared: Bool, backlog: Int32 = 1024
    ) throws(ListenError) {
        let owner: FileOwner
        do throws(FileOwner.UnknownName) {
            owner = try FileOwner(user: access.user, group: access.group)
        } catch {
            throw .unknownOwner(error.name)
        }
        let neighbour = path.makeNeighbour()
        let descriptor = try Self.bind(neighbour, access.mode, owner, backlog)
        do throws(ListenError) {
            self.init(
                descriptor: descriptor, address: Endpoint(unix: path.text),
                file: try UnixSocketFile(path, boundAt: neighbour, isShared: isShared))
        } catch {
            unsafe unlink(neighbour)
            Glibc.close(descriptor)
            throw error
        }
    }

    /// A socket that listens at `path`, with its mode and owner.
    private static func bind(
        _ path: String, _ mode: UInt16, _ owner: FileOwner, _ backlog: Int32
    ) throws(ListenError) -> Int32 {
        let kind = Int32(
            SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_UNIX, kind, 0)
        guard descriptor >= 0 else { throw .refused(call: "socket", code: errno) }
        let bound = unsafe UnixPath.withSocketAddress(path) { address, length in
            unsafe Glibc.bind(descriptor, address, length)
        }
        guard bound == 0 else { throw refusal("bind", closing: descriptor) }
        // Until it listens, nobody can connect.
        var call = "chmod"
        var result = unsafe chmod(path, mode_t(mode))
        if result == 0, owner.isChange {
            call = "chown"
            result = unsafe lchown(path, owner.user, owner.group)
        }
        if result == 0 {
            call = "listen"
            result = listen(descriptor, backlog)
        }
        guard result == 0 else {
            let code = errno
            unsafe unlink(path)
            Glibc.close(descriptor)
            throw .refused(call: call, code: code)
        }
        return descriptor
    }

    /// The same socket under another descriptor, for another loop.
    ///
    /// Wraps `fcntl` with F_DUPFD_CLOEXEC.
    package func duplicate() throws(ListenError) -> ListeningSocket {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw .refused(call: "fcntl", code: errno) }
        var socket = ListeningSocket(
            descriptor: copy, address: address, isInherited: isInherited, file: file)
        socket.takesProxyHeader = takesProxyHeader
        return socket
    }
}
