// SPDX-License-Identifier: Apache-2.0
import Libevent
import PorticoPool

/// Tells systemd from time to time that no loop of the server is stuck.
///
/// From any thread.
final class Watchdog: Sendable {
    private let manager: ServiceManager
    private let loops: Int
    /// The loops that have gone round since the last message.
    private let seen = Guarded<Set<Int>>([])

    /// How often each loop is to call ``loopGoesRound(_:)``.
    let interval: Duration

    /// Nil when nobody waits for that.
    init?(_ manager: ServiceManager?, loops: Int) {
        guard let manager, let interval = manager.watchdogInterval else { return nil }
        self.manager = manager
        self.loops = loops
        // The messages are a loop's turn later than half of the time that there is.
        self.interval = interval / 2
    }

    // MARK: On the loop thread

    /// Sends a message if every loop has called this since the last one.
    func loopGoesRound(_ loop: Int) {
        let haveAll = seen.withLock { seen in
            seen.insert(loop)
            guard seen.count == loops else { return false }
            seen = []
            return true
        }
        if haveAll { manager.tell(.alive) }
    }
}
