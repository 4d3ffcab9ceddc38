// SPDX-License-Identifier: Apache-2.0
import PorticoPool

/// The port of a server, for a handler that is made before the server is.
final class Port: Sendable {
    private let port = Guarded(0)

    var value: Int {
        get { port.withLock { $0 } }
        set { port.withLock { $0 = newValue } }
    }
}
