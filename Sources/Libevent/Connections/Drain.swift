// SPDX-License-Identifier: Apache-2.0

/// Decides what a front that drains may close.
struct Drain {
    /// How often connections are looked at while draining.
    static let interval = Duration.milliseconds(5)
    /// How long a request, or the rest of a handshake, may be on its way when draining begins.
    private static let patience = Duration.milliseconds(100)

    /// The front's time when draining began.
    private let began: Duration
    /// What has moved since then has moved just before draining began.
    private let justMoved: Duration

    init(at now: Duration, sweepInterval: Duration) {
        began = now
        justMoved = now - sweepInterval
    }

    /// Whether an idle connection may be closed on which something last moved at `since`.
    ///
    /// If something has just moved, its client may have sent the next request, which would get no answer.
    /// Most of them do it within the patience, and are told in the reply that the connection ends.
    func mayClose(idleSince since: Duration, now: Duration) -> Bool {
        since < justMoved || now - max(since, began) >= Self.patience
    }

    /// Whether closing a listener resets no connection, as far as time tells.
    ///
    /// No connection has begun since draining has. Those that had, need time only where it matters most:
    /// on a shared port another process would have served them.
    func mayStopListening(isShared: Bool, now: Duration) -> Bool {
        now - began >= (isShared ? Self.patience : Self.interval)
    }
}
