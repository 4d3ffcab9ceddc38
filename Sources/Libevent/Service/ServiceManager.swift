// SPDX-License-Identifier: Apache-2.0
// Names of <sys/socket.h> may belong to either module: it depends on which one the compiler loads first.
import CLibevent
import Glibc

/// Tells systemd how a server is, by the protocol of sd_notify(3): a datagram per message.
///
/// From any thread, a loop's too: what cannot be sent at once is not sent.
package struct ServiceManager: Sendable {
    /// What there is to tell.
    package enum Message: String, Sendable {
        case ready = "READY=1"
        case stopping = "STOPPING=1"
        /// The program is not stuck.
        case alive = "WATCHDOG=1"
    }

    private let address: [UInt8]
    /// How often the program must say that it is alive, so as to be on time; nil when nobody waits for that.
    package let watchdogInterval: Duration?

    /// The one that has started this process; nil when none wants to be told.
    ///
    /// Wraps `getenv`.
    package static var own: ServiceManager? {
        ServiceManager(pid: getpid()) { name in
            unsafe getenv(name).map { unsafe String(cString: $0) }
        }
    }

    /// Reads NOTIFY_SOCKET, a path or, with an @, an abstract name, and the variables of sd_watchdog_enabled(3).
    package init?(pid: Int32, _ environment: (String) -> String?) {
        guard let name = environment("NOTIFY_SOCKET"), let first = name.utf8.first,
            first == UInt8(ascii: "/") || first == UInt8(ascii: "@"),
            (2...Self.maxNameBytes).contains(name.utf8.count)
        else { return nil }
        address = first == UInt8(ascii: "@") ? [0] + name.utf8.dropFirst() : Array(name.utf8)
        let isMeant = environment("WATCHDOG_PID").map { Int32($0) == pid } ?? true
        let micros = environment("WATCHDOG_USEC").flatMap { Int64($0) } ?? 0
        // Half of the time, as systemd advises.
        watchdogInterval = isMeant && micros > 0 ? .microseconds(micros) / 2 : nil
    }

    private static let maxNameBytes = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1

    /// Sends `message`; false when it could not be sent.
    ///
    /// Wraps `socket` and `sendto` with MSG_DONTWAIT.
    @discardableResult
    package func tell(_ message: Message) -> Bool {
        let descriptor = socket(
            AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { _ = close(descriptor) }
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &name.sun_path) { unsafe $0.copyBytes(from: address) }
        // An abstract name ends where the address does.
        let offset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 0
        let length = socklen_t(offset + address.count)
        let bytes = Array(message.rawValue.utf8)
        return unsafe withUnsafePointer(to: &name) { name in
            unsafe name.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                unsafe sendto(
                    descriptor, bytes, bytes.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL), name,
                    length) == bytes.count
            }
        }
    }
}
