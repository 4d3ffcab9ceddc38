// SPDX-License-Identifier: Apache-2.0
// A thread that looks at what each Worker runs. It sleeps until the first of these jobs could be
// overdue; one that begins meanwhile cannot be so earlier than a whole limit from now.

/// Reports jobs that run for too long, each once.
final class Watchdog: Sendable {
    /// It looks no more often than this, however short the limit is.
    private static let leastPause = Duration.milliseconds(1)

    let thread: PosixThread

    /// Starts the thread, which ends with the last Worker of `group`.
    init(_ group: WorkerGroup, limit: Duration) throws(PosixError) {
        let observer = group.configuration.observer
        thread = try PosixThread(name: "pool-watchdog") {
            while let workers = group.liveWorkers() {
                let now = ContinuousClock.now
                var rest = limit
                for worker in workers {
                    let (overdue, left) = worker.figures.checkRunningJob(limit, at: now)
                    rest = min(rest, left)
                    guard let overdue else { continue }
                    observer?.jobIsOverdue(
                        OverdueJob(
                            label: overdue.label, age: now - overdue.start, worker: worker.id))
                }
                group.waitForEnd(until: now + max(rest, Self.leastPause))
            }
        }
    }
}
