// SPDX-License-Identifier: Apache-2.0

/// The Workers' end of a ``Channel``.
///
/// Guarded by a lock.
struct Outbox {
    /// Messages that were moved over from the inbox.
    var messages: MessageQueue

    /// Senders wait for room: whoever makes some must say so.
    ///
    /// A sender sets this with both locks held, after it has found no room: whoever took a message before
    /// has made room that it saw, and whoever takes one later sees that it waits.
    var hasWaiters = false
}
