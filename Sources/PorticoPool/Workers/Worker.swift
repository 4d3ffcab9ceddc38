// SPDX-License-Identifier: Apache-2.0

/// A thread of a ``ThreadPool``, with its number: it takes messages from the channel until it is told
/// to terminate.
public final class Worker: Sendable {
    /// The number of this Worker within its pool, from 0.
    public let id: Int

    /// The thread, which ends after the terminate message.
    package let thread: PosixThread

    /// What it has done.
    let figures: WorkerFigures

    private init(id: Int, thread: PosixThread, figures: WorkerFigures) {
        self.id = id
        self.thread = thread
        self.figures = figures
    }

    /// How a Worker is started; ``start(id:group:)`` unless a test has another.
    package typealias Start = @Sendable (Int, WorkerGroup) throws(PosixError) -> Worker

    /// Starts Worker `id`.
    ///
    /// Throws when the system refuses a thread.
    package static func start(id: Int, group: WorkerGroup) throws(PosixError) -> Worker {
        let figures = WorkerFigures(group.configuration)
        let thread = try PosixThread(
            name: group.configuration.threadName(of: id),
            stackBytes: group.configuration.stackBytes
        ) {
            let parker = Parker(id: id)
            WorkerLoop(parker, group: group, figures: figures).run()
            group.didEnd(parker, figures)
        }
        return Worker(id: id, thread: thread, figures: figures)
    }

    /// The number of the Worker that the calling thread is; nil on any other thread.
    public static var currentID: Int? { WorkerLoop.current?.id }
}
