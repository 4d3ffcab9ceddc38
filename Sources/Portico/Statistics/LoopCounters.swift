// SPDX-License-Identifier: Apache-2.0
import Libevent

/// What one loop counts; any thread reads it, also after the loop has ended.
struct LoopCounters: Sendable {
    let front: FrontCounters
    let rejects: RejectCounters
}

/// How many requests a loop has rejected, by the reason: changed on the loop thread, read from any.
final class RejectCounters: Sendable {
    private let counts = InlineArray<10, LoopCounter> { _ in LoopCounter() }

    // MARK: On the loop thread

    func add(_ reason: RejectReason) { counts[reason.index].add() }

    // MARK: From any thread

    subscript(reason: RejectReason) -> Int { counts[reason.index].value }
}
