// SPDX-License-Identifier: Apache-2.0
package import PorticoPool

// The reader of a log, or of a program's output, may stop: a full pipe then blocks the thread that writes. So
// a thread that does nothing else writes the lines. It may wait for its reader for ever; no thread waits for
// it longer than `end(atMost:)` says. SIGPIPE is blocked on it: a reader that has gone is an error of a write.

/// Writes lines in their order, on a thread of its own.
package final class LineWriter<Line: Sendable>: Sendable {
    private let queue: LineQueue<Line>
    private let thread: PosixThread

    /// Starts the thread; at most `capacity` lines wait for it, and `gathering` is how long they may wait for
    /// others that are written with them.
    ///
    /// `write` gets all that wait, and then `afterEach` the number of lines that were lost since its last
    /// call, and whether this one is the last. It says how much later it wants to be called at the
    /// latest; nil is not before the next line. Both are called on the thread.
    package init(
        name: String, capacity: Int, gathering: Duration = .zero,
        write: @escaping @Sendable ([Line]) -> Void,
        afterEach: @escaping @Sendable (_ lost: Int, _ isLast: Bool) -> Duration?
    ) throws(PosixError) {
        let queue = LineQueue<Line>(capacity: capacity, gathering: gathering)
        self.queue = queue
        thread = try PosixThread(name: name) {
            PosixSignals.blockPipeSignal()
            var patience = afterEach(0, false)
            while true {
                let batch = queue.take(atMost: patience)
                if !batch.lines.isEmpty { write(batch.lines) }
                patience = afterEach(batch.lost, batch.isLast)
                if batch.isLast { break }
            }
            queue.end()
        }
    }

    // MARK: From any thread

    /// Has `line` written; never waits.
    @discardableResult
    package func put(_ line: Line) -> LineFate {
        queue.put(line)
    }

    /// Refuses lines from now on; the thread ends when it has written those that wait.
    package func close() {
        queue.close()
    }

    /// Refuses lines from now on and waits until all are written, but not longer than `time`; then the
    /// thread is left to itself.
    ///
    /// - Returns: How many lines have not been written, or only in part.
    @discardableResult
    package func end(atMost time: Duration) -> Int {
        queue.close()
        if let unwritten = queue.waitForEnd(atMost: time) { return unwritten }
        thread.join()
        return 0
    }
}
