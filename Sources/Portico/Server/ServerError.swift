// SPDX-License-Identifier: Apache-2.0
import Libevent
public import PorticoPool

/// Why a server could not start.
public enum ServerError: Error, Sendable, CustomStringConvertible {
    /// The port is taken, or another server listens at the path.
    case addressInUse(BindAddress)
    /// The user may not listen there: ports below 1024 belong to root, and a path to its folder.
    case permissionDenied(BindAddress)
    /// The host name has no address; `reason` is the resolver's sentence.
    case unknownHost(BindAddress, reason: String)
    /// The address is not one of this machine.
    case addressNotAvailable(BindAddress)
    /// A unix socket cannot have this path, which is empty or too long.
    case pathTooLong(BindAddress, maxBytes: Int)
    /// A unix socket cannot be made at the path, for example as a file of another kind has it.
    case unusablePath(BindAddress, reason: String)
    /// The system knows no user or group that a unix socket is to belong to.
    case unknownOwner(BindAddress, name: String)
    /// A descriptor that the process was started with is no socket that listens.
    case unusableDescriptor(BindAddress, reason: String)
    /// There is nothing to listen on.
    case noAddress
    /// The port is not in 0...65535.
    case invalidPort(Int)
    /// The number of loops is not in 1...1024.
    case invalidLoops(Int)
    /// A limit or a time of the configuration makes no sense; `advice` says what would.
    case invalidLimit(_ name: String, value: String, advice: String)
    /// The executor may block its caller, which is a loop.
    case executorMayBlock
    /// The pool could not be made.
    case pool(PoolCreationError)
    /// The system refused `call`, with its own `reason`.
    case system(call: String, reason: String)
    /// The server was started before; each starts once.
    case alreadyStarted

    init(_ error: LibeventError) {
        self = .system(call: error.call, reason: describeErrno(error.code))
    }

    /// One line for a person: what was attempted, why it failed, what to do.
    public var description: String {
        switch self {
        case .addressInUse(let address) where address.isUnix:
            "cannot listen on \(address): another server listens there; stop it or choose another path"
        case .addressInUse(let address):
            "cannot listen on \(address): the port is in use; stop the other server or choose another port"
        case .permissionDenied(let address) where address.isUnix:
            "cannot listen on \(address): permission denied; choose a folder that the server may write to, and "
                + "an owner that it may give files to"
        case .permissionDenied(let address):
            "cannot listen on \(address): permission denied; choose a port above 1023 or run as root"
        case .unknownHost(let address, let reason):
            "cannot listen on \(address): \(reason); check the host name"
        case .addressNotAvailable(let address):
            "cannot listen on \(address): this machine does not have the address; 0.0.0.0 stands for all it has"
        case .pathTooLong(let address, let maxBytes):
            "cannot listen on \(address): the path of a socket has 1 to \(maxBytes) bytes; choose another one"
        case .unusablePath(let address, let reason):
            "cannot listen on \(address): \(reason); choose another path"
        case .unknownOwner(let address, let name):
            "cannot listen on \(address): there is no user or group \"\(name)\"; check the name"
        case .unusableDescriptor(let address, let reason):
            "cannot listen on \(address): \(reason); check what the process is started with"
        case .noAddress:
            "cannot start the server: it has no address to listen on; give it one"
        case .invalidPort(let port):
            "cannot listen on port \(port): choose one from 1 to 65535, or 0 for any free one"
        case .invalidLoops(let loops):
            "cannot run \(loops) loops: choose 1 to 1024"
        case .invalidLimit(let name, let value, let advice):
            "cannot serve with \(name) = \(value): \(advice)"
        case .executorMayBlock:
            "cannot run handlers on this executor: it may block its caller, and with it every client of a "
                + "loop; choose another policy for its full queue than .wait"
        case .pool(let error):
            "\(error)"
        case .system(let call, let reason):
            "cannot start the server: \(call): \(reason); check the limits of the process (ulimit -a)"
        case .alreadyStarted:
            "cannot start the server: it was started before; make a new one"
        }
    }
}
