// SPDX-License-Identifier: Apache-2.0
import Glibc
import PorticoPool

// The protocol is that of sd_listen_fds(3): LISTEN_PID is the process that is meant, LISTEN_FDS says how many
// descriptors it has got, the first of which is 3, and LISTEN_FDNAMES names them.

/// The sockets that systemd has started this process with.
///
/// From any thread, though the environment is changed by the first call.
package enum PassedDescriptors {
    /// A descriptor and its name in the socket unit.
    package struct Entry: Sendable, Hashable {
        package let descriptor: Int32
        package let name: String
    }

    private static let first: Int32 = 3
    private static let variables = ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"]
    /// Nil until somebody has asked.
    private static let kept = Guarded<[Entry]?>(nil)

    /// All of them; the same at every call.
    ///
    /// The first call takes them from the environment, so that children of this process neither get them nor
    /// believe that they did. Wraps `getenv`, `unsetenv`, and `fcntl` with FD_CLOEXEC.
    package static func all() -> [Entry] {
        kept.withLock { kept in
            if let kept { return kept }
            let entries = read(getpid()) { name in
                unsafe getenv(name).map { unsafe String(cString: $0) }
            }
            for entry in entries { _ = fcntl(entry.descriptor, F_SETFD, FD_CLOEXEC) }
            for name in variables { unsafe unsetenv(name) }
            kept = entries
            return entries
        }
    }

    /// What `environment` says to the process `pid`; nothing if it makes no sense.
    static func read(_ pid: Int32, _ environment: (String) -> String?) -> [Entry] {
        guard environment("LISTEN_PID").flatMap({ Int32($0) }) == pid,
            let count = environment("LISTEN_FDS").flatMap({ Int32($0) }), (1...4096).contains(count)
        else { return [] }
        let names = (environment("LISTEN_FDNAMES") ?? "")
            .split(separator: ":", omittingEmptySubsequences: false).map { String($0) }
        return (0..<count).map { index in
            // What systemd itself calls a socket without a name.
            let name = Int(index) < names.count ? names[Int(index)] : ""
            return Entry(descriptor: first + index, name: name.isEmpty ? "unknown" : name)
        }
    }
}
