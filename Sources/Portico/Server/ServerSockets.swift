// SPDX-License-Identifier: Apache-2.0
import Glibc
import Libevent

/// Turns an address into listening sockets, or into an error that a person can act on.
enum ServerSockets {
    /// Binds one socket per loop, all to the same port, which other processes may share as well if
    /// `isShared` says so.
    static func bind(
        _ address: BindAddress, loops: Int, isShared: Bool
    ) throws(ServerError) -> [ListeningSocket] {
        guard (1...1024).contains(loops) else { throw .invalidLoops(loops) }
        guard let port = UInt16(exactly: address.port) else { throw .invalidPort(address.port) }
        if loops > 1, !isShared, port != 0 { try checkFree(address, port) }
        var sockets: [ListeningSocket] = []
        for _ in 0..<loops {
            do throws(ListenError) {
                // With port 0 the first socket decides for all.
                let socket = try ListeningSocket(
                    host: address.host, port: sockets.first?.address.port ?? port,
                    isShared: isShared || loops > 1)
                sockets.append(socket)
            } catch {
                sockets.forEach { $0.close() }
                throw explain(error, address)
            }
        }
        return sockets
    }

    /// Throws when somebody else listens there.
    ///
    /// Sockets that share a port do not notice those of another process that shares it as well.
    private static func checkFree(_ address: BindAddress, _ port: UInt16) throws(ServerError) {
        do throws(ListenError) {
            try ListeningSocket(host: address.host, port: port, isShared: false).close()
        } catch {
            throw explain(error, address)
        }
    }

    private static func explain(_ error: ListenError, _ address: BindAddress) -> ServerError {
        switch error {
        case .unknownHost(let reason): .unknownHost(address, reason: reason)
        case .refused(_, EADDRINUSE): .addressInUse(address)
        case .refused(_, EACCES): .permissionDenied(address)
        case .refused(_, EADDRNOTAVAIL): .addressNotAvailable(address)
        case .refused(let call, let code): .system(call: call, reason: describeErrno(code))
        }
    }
}
