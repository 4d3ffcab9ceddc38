// SPDX-License-Identifier: Apache-2.0
import PorticoPool

/// Lets one writer of a body go on at a time: others wait, plain ones blocked and async ones suspended.
///
/// Who has the turn always ends: a stream that makes its writer wait fails at the latest when its client is
/// too slow.
final class WriterTurn: Sendable {
    private struct State {
        var isTaken = false
        /// The tasks that wait, the first one first.
        var sleepers: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Guarded(State())
    private let changed = PosixCondition()

    /// Waits for the turn; blocks.
    @available(*, noasync)
    func take() {
        state.withLock(waitingOn: changed) {
            $0.isTaken ? .untilSignalled : .over
        } _: {
            $0.isTaken = true
        }
    }

    /// Waits for the turn; suspends.
    func take() async {
        if tryToTake() { return }
        await withCheckedContinuation { continuation in
            let isMine = state.withLock { state in
                if state.isTaken { state.sleepers.append(continuation) }
                defer { state.isTaken = true }
                return !state.isTaken
            }
            if isMine { continuation.resume() }
        }
    }

    private func tryToTake() -> Bool {
        state.withLock { state in
            defer { state.isTaken = true }
            return !state.isTaken
        }
    }

    /// Gives the turn back, or on to the first task that waits.
    func give() {
        let next = state.withLock { state in
            let next = state.sleepers.isEmpty ? nil : state.sleepers.removeFirst()
            state.isTaken = next != nil
            return next
        }
        if let next { next.resume() } else { changed.signal() }
    }
}
