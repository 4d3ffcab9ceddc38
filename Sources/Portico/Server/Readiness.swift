// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Whether a server is ready, for its handlers to ask.
///
/// An object of its own, so that nobody needs a weak reference to the server. From any thread.
final class Readiness: Sendable {
    private let flag = Atomic(false)

    var isReady: Bool {
        get { flag.load(ordering: .acquiring) }
        set { flag.store(newValue, ordering: .releasing) }
    }
}
