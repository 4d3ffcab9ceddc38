// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Portico

/// Where a command listens, if not on a port.
struct ListenOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Listen on a unix socket at this path, and on no port; may be given several times.",
            valueName: "path"))
    var unix: [String] = []

    /// Where to listen: at the paths that were given, or else on what systemd has opened, or at `host` and `port`.
    func addresses(host: String, port: Int) -> [BindAddress] {
        if !unix.isEmpty { return unix.map { .unixDomainSocket(path: $0) } }
        let sockets = BindAddress.systemdSockets()
        return sockets.isEmpty ? [.hostname(host, port: port)] : sockets
    }

    /// The line that says where a server listens.
    static func line(_ address: SocketAddress) -> String {
        address.isUnix ? "listening on \(address)" : "listening on http://\(address)"
    }
}
