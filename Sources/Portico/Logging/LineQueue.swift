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

    init(capacity: Int) {
        self.capacity = capacity
    }

    // MARK: From any thread

    /// Puts `line` in; refuses it once the queue is closed.
    func put(_ line: Line) -> LineFate {
        let (fate, wasEmpty) = state.withLock { state -> (LineFate, Bool) in
            guard !state.isClosed else { return (.refused, false) }
            guard state.lines.count < capacity else {
                state.lost += 1
                return (.lost, false)
            }
            state.lines.append(line)
            return (.queued, state.lines.count == 1)
        }
        if wasEmpty { changed.broadcast() }
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
        return state.withLock(waitingOn: changed) { state in
            if !state.lines.isEmpty || state.isClosed { return .over }
            guard let end else { return .untilSignalled }
            let left = ContinuousClock.now.duration(to: end)
            return left <= .zero ? .over : .atMost(left)
        } _: { state in
            defer { (state.unwritten, state.lines, state.lost) = (state.lines.count, [], 0) }
            return Batch(lines: state.lines, lost: state.lost, isLast: state.isClosed)
        }
    }

    /// Says that the last batch has been written, and that no other one will be taken.
    func end() {
        state.withLock { $0.hasEnded = true }
        changed.broadcast()
    }
}
