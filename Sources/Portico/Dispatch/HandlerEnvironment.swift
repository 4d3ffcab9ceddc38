// SPDX-License-Identifier: Apache-2.0
import Libevent
import Logging

/// What all contexts of one loop share.
final class HandlerEnvironment: Sendable {
    let logger: Logger
    /// Tells the loops and the runs of a server apart in request ids.
    private let idPrefix: String
    /// Whether the server accepts connections and has not been told to end.
    let isReady: @Sendable () -> Bool
    /// Whether handlers run on the loop that has received their requests.
    let runsHandlersOnLoop: Bool
    /// Who is believed about clients; nil when nobody is.
    let proxies: TrustedProxies?
    /// Whether an observer wants to know what becomes of each request.
    let isObserved: Bool

    init(
        logger: Logger, loop: Int, runsHandlersOnLoop: Bool = false,
        proxies: TrustedProxies? = nil, isObserved: Bool = false,
        isReady: @escaping @Sendable () -> Bool
    ) {
        self.logger = logger
        self.runsHandlersOnLoop = runsHandlersOnLoop
        self.proxies = proxies
        self.isObserved = isObserved
        self.isReady = isReady
        let run = UInt32.random(in: 0x1000_0000...UInt32.max)
        idPrefix = "\(String(run, radix: 16))-\(loop)-"
    }

    func requestID(of id: ExchangeID) -> String {
        idPrefix + String(id.serial)
    }
}
