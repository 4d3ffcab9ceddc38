// SPDX-License-Identifier: Apache-2.0

/// Decides about a client that closes its sending side while it is owed a reply.
///
/// One that has gone looks like one that waits for the reply. If it closed together with its request, its
/// handler runs for a while as if it waited; otherwise it has probably gone.
final class HalfClose {
    /// From when on the handler has run for such a client, by the front's time; nil if there is none.
    private var since: Duration?

    /// Notes that the client has closed its sending side.
    func begin(_ request: ReceivedRequest?, on socket: Socket, at time: Duration) {
        guard let request else { return }
        let distance = socket.timeFromLastByteToEnd ?? ContinuousClock.now - request.receivedAt
        if request.clientHasClosed(after: distance) { since = time }
    }

    /// Gives the client up when its handler has run for long enough.
    func check(_ request: ReceivedRequest?, at time: Duration) {
        guard let since, let request else { return }
        if !request.isClaimed {
            self.since = time
        } else if time - since > FrontLimits.halfClosePatience {
            request.clientMayHaveLeft()
            self.since = nil
        }
    }
}
