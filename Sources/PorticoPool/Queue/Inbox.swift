// SPDX-License-Identifier: Apache-2.0

/// The producers' end of a ``Channel``.
///
/// Guarded by a lock.
struct Inbox {
    /// Messages that no Worker has looked at.
    var messages: MessageBuffer

    /// Nothing may be sent any more.
    var isClosed = false

    /// Who waits for messages.
    var roster = Roster()

    /// How many messages were ever taken, when somebody last looked: too low, never too high.
    var knownTaken = 0

    /// How many Workers there are and may be.
    var staff: Staff
}
