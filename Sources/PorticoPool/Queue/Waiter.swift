// SPDX-License-Identifier: Apache-2.0

/// A thread that waits for room in a full ``Channel``.
final class Waiter: Sendable {
    /// Waited on with the inbox locked; signalled when its turn has come, or the channel is closed.
    let condition = PosixCondition()
}
