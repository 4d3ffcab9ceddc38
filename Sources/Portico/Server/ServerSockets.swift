// SPDX-License-Identifier: Apache-2.0
import Glibc
import Libevent

/// Turns an address into listening sockets, or into an error that a person can act on.
struct ServerSockets {
    private let address: BindAddress
    private let loops: Int
    /// Whether other processes may share the port.
    private let isShared: Bool

    /// How often the system may pick a port that is not free on all addresses.
    private static let maxPicks = 16

    /// Resolves a host and binds, for each loop, one socket per address of it.
    ///
    /// All have the same port, which other processes may share as well if `isShared` says so. Not for a
    /// loop thread: the resolver may ask the network.
    static func bind(
        host: String, _ address: BindAddress, loops: Int, isShared: Bool
    ) throws(ServerError) -> [[ListeningSocket]] {
        guard UInt16(exactly: address.port) != nil else { throw .invalidPort(address.port) }
        let hosts: [ResolvedAddress]
        do throws(ListenError) {
            hosts = try ResolvedAddress.all(of: host)
        } catch {
            throw explain(error, address)
        }
        return try bind(address, hosts, loops: loops, isShared: isShared)
    }

    /// Binds the addresses of a host that has been resolved.
    static func bind(
        _ address: BindAddress, _ hosts: [ResolvedAddress], loops: Int, isShared: Bool
    ) throws(ServerError) -> [[ListeningSocket]] {
        let sockets = ServerSockets(address: address, loops: loops, isShared: isShared)
        do throws(ListenError) {
            return try sockets.bind(hosts)
        } catch {
            throw explain(error, address)
        }
    }

    /// A socket without a port, see ``ListeningSocket/makeLocal()``.
    static func makeLocal() throws(ServerError) -> (socket: ListeningSocket, name: LocalName) {
        do throws(ListenError) {
            return try ListeningSocket.makeLocal()
        } catch {
            throw explain(error, .hostname("local", port: 0))
        }
    }

    /// Throws what keeps one socket from being bound; then none is.
    private func bind(_ hosts: [ResolvedAddress]) throws(ListenError) -> [[ListeningSocket]] {
        let port = UInt16(address.port)
        if loops > 1, !isShared, port != 0 { try checkFree(hosts, port) }
        let (first, present) = try bindFirst(hosts, port)
        var sockets = [first]
        for _ in 1..<loops {
            do throws(ListenError) {
                sockets.append(try bindAll(present, first[0].address.port))
            } catch {
                for socket in sockets.joined() { socket.close() }
                throw error
            }
        }
        return sockets
    }

    /// Throws when another socket listens there.
    ///
    /// Sockets that share a port do not notice those of another process that shares it as well.
    private func checkFree(_ hosts: [ResolvedAddress], _ port: UInt16) throws(ListenError) {
        let alone = ServerSockets(address: address, loops: 1, isShared: false)
        for socket in try alone.bindPresent(hosts, port).sockets { socket.close() }
    }

    /// Binds for the first loop.
    ///
    /// With port 0 the first socket decides for all; where another host's port is taken, the system is
    /// asked for another one.
    private func bindFirst(_ hosts: [ResolvedAddress], _ port: UInt16) throws(ListenError) -> Bound
    {
        for _ in 1..<Self.maxPicks where port == 0 {
            do throws(ListenError) {
                return try bindPresent(hosts, port)
            } catch {
                guard case .refused(_, EADDRINUSE) = error else { throw error }
            }
        }
        return try bindPresent(hosts, port)
    }

    private typealias Bound = (sockets: [ListeningSocket], hosts: [ResolvedAddress])

    /// Binds those of `hosts` that this machine has: a name may have an address of a family that is
    /// switched off.
    private func bindPresent(
        _ hosts: [ResolvedAddress], _ port: UInt16
    ) throws(ListenError) -> Bound {
        var bound: Bound = ([], [])
        var absence: ListenError?
        for host in hosts {
            do throws(ListenError) {
                let port = bound.sockets.first?.address.port ?? port
                bound.sockets.append(try bind(host, port, among: hosts))
                bound.hosts.append(host)
            } catch  where error.meansAbsence {
                absence = absence ?? error
            } catch {
                for socket in bound.sockets { socket.close() }
                throw error
            }
        }
        if bound.sockets.isEmpty, let absence { throw absence }
        return bound
    }

    private func bindAll(
        _ hosts: [ResolvedAddress], _ port: UInt16
    ) throws(ListenError) -> [ListeningSocket] {
        var sockets: [ListeningSocket] = []
        for host in hosts {
            do throws(ListenError) {
                sockets.append(try bind(host, port, among: hosts))
            } catch {
                for socket in sockets { socket.close() }
                throw error
            }
        }
        return sockets
    }

    /// Binds one socket; that of `::` is for IPv4 as well, unless another one is.
    private func bind(
        _ host: ResolvedAddress, _ port: UInt16, among hosts: [ResolvedAddress]
    ) throws(ListenError) -> ListeningSocket {
        try ListeningSocket(
            host, port: port, isShared: isShared || loops > 1,
            takesIPv4: host.isAnyIPv6 && !hosts.contains(where: \.isIPv4))
    }

    static func explain(_ error: ListenError, _ address: BindAddress) -> ServerError {
        switch error {
        case .unknownHost(let reason): .unknownHost(address, reason: reason)
        case .refused(_, EADDRINUSE): .addressInUse(address)
        case .refused(_, EACCES), .refused(_, EPERM): .permissionDenied(address)
        case .refused(_, EADDRNOTAVAIL): .addressNotAvailable(address)
        case .refused(let call, let code) where address.isUnix:
            .unusablePath(address, reason: "\(call): \(describeErrno(code))")
        case .refused(let call, let code): .system(call: call, reason: describeErrno(code))
        case .isNoSocket:
            .unusablePath(address, reason: "there is a file of that name that is no socket")
        case .unknownOwner(let name): .unknownOwner(address, name: name)
        case .isUnusable(let reason): .unusableDescriptor(address, reason: reason)
        }
    }
}

extension ListenError {
    /// Whether the machine does not have the address, or not its family.
    fileprivate var meansAbsence: Bool {
        switch self {
        case .refused(_, EADDRNOTAVAIL), .refused(_, EAFNOSUPPORT), .refused(_, EPROTONOSUPPORT):
            true
        case .refused, .unknownHost, .isNoSocket, .unknownOwner, .isUnusable: false
        }
    }
}
