// SPDX-License-Identifier: Apache-2.0
import PorticoPool

/// Lines that wait to be written: any thread puts them in, one takes them out.
///
/// Putting a line in never waits. A line that finds no room is lost and counted.
final class LineQueue<Line: Sendable>: Sendable {
    private struct State {
        var lines: [Line] = []
        /// How many lines of the last batch may not have been written.
        var unwritten = 0
        var lost = 0
        var isClosed = false
        var hasEnded = false
    }

    /// What the writer gets to do at a time.
    struct Batch {
        let lines: [Line]
        /// How many lines were lost since the last batch.
        let lost: Int
        /// Whether nothing comes after this.
        let isLast: Bool
    }

    private let capacity: Int
    private let state = Guarded(State())
    private let changed = PosixCondition()

    /// How long lines are gathered before the writer gets them, unless there are many.
    private let gatherTime: Duration

    init(capacity: Int, gathering: Duration = .zero) {
        self.capacity = capacity
        gatherTime = gathering
    }

    // MARK: From any thread

    /// Puts `line` in; refuses it once the queue is closed.
    func put(_ line: Line) -> LineFate {
        let (fate, wakes) = state.withLock { state -> (LineFate, Bool) in
            guard !state.isClosed else { return (.refused, false) }
            guard state.lines.count < capacity else {
                state.lost += 1
                return (.lost, false)
            }
            state.lines.append(line)
            return (.queued, state.lines.count == 1 || state.lines.count == half)
        }
        if wakes { changed.broadcast() }
        return fate
    }

    /// Refuses lines from now on; those that are there are still written.
    func close() {
        state.withLock { $0.isClosed = true }
        changed.broadcast()
    }

    /// Waits until all is written after ``close()``, for at most `time`.
    ///
    /// - Returns: How many lines have not been written then; nil when all have, and the writer has ended.
    func waitForEnd(atMost time: Duration) -> Int? {
        let end = ContinuousClock.now + time
        return state.withLock(waitingOn: changed) { state in
            let left = ContinuousClock.now.duration(to: end)
            return state.hasEnded || left <= .zero ? .over : .atMost(left)
        } _: { state in
            state.hasEnded ? nil : state.lines.count + state.unwritten + state.lost
        }
    }

    // MARK: On the thread that writes

    /// Takes all lines, once there are some or the queue is closed, or `time` has passed.
    func take(atMost time: Duration?) -> Batch {
        let end = time.map { ContinuousClock.now + $0 }
        var gathered: ContinuousClock.Instant?
        return state.withLock(waitingOn: changed) { state in
            if state.isClosed { return .over }
            if !state.lines.isEmpty { return gather(state.lines.count, until: &gathered) }
            guard let end else { return .untilSignalled }
            let left = ContinuousClock.now.duration(to: end)
            return left <= .zero ? .over : .atMost(left)
        } _: { state in
            defer { (state.unwritten, state.lines, state.lost) = (state.lines.count, [], 0) }
            return Batch(lines: state.lines, lost: state.lost, isLast: state.isClosed)
        }
    }

    /// Whether `count` lines are to be written now; `end` is set when the first one is seen.
    private func gather(_ count: Int, until end: inout ContinuousClock.Instant?) -> WaitDecision {
        guard gatherTime > .zero, count < half else { return .over }
        let now = ContinuousClock.now
        let last = end ?? now + gatherTime
        end = last
        return now >= last ? .over : .atMost(last - now)
    }

    private var half: Int { max(1, capacity / 2) }

    /// Says that the last batch has been written, and that no other one will be taken.
    func end() {
        state.withLock { $0.hasEnded = true }
        changed.broadcast()
    }
}
