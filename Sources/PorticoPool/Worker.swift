// SPDX-License-Identifier: Apache-2.0

/// A thread of a ``ThreadPool``, with its number: it takes messages from the channel until it is told
/// to terminate.
public final class Worker: Sendable {
    /// The number of this Worker within its pool, from 0.
    public let id: Int

    /// The thread, which ends after the terminate message.
    package let thread: PosixThread

    private init(id: Int, thread: PosixThread) {
        self.id = id
        self.thread = thread
    }

    /// How a Worker is started; ``start(id:configuration:channel:)`` unless a test has another.
    package typealias Start =
        (Int, ThreadPool.Configuration, Channel) throws(PosixError) -> Worker

    /// Starts Worker `id`.
    ///
    /// Throws when the system refuses a thread.
    package static func start(
        id: Int,
        configuration: ThreadPool.Configuration,
        channel: Channel
    ) throws(PosixError) -> Worker {
        let observer = configuration.observer
        let thread = try PosixThread(
            name: configuration.threadName(of: id),
            stackBytes: configuration.stackBytes
        ) {
            WorkerLoop(id: id, channel: channel, observer: observer).run()
        }
        return Worker(id: id, thread: thread)
    }

    /// Starts all Workers of a pool, or throws when all those that were started have ended.
    static func startAll(
        _ configuration: ThreadPool.Configuration,
        channel: Channel,
        start: Start
    ) throws(PoolCreationError) -> [Worker] {
        var workers: [Worker] = []
        for id in 0..<configuration.size {
            do throws(PosixError) {
                workers.append(try start(id, configuration, channel))
            } catch {
                channel.close()
                for worker in workers { worker.thread.join() }
                throw .threadSpawnFailed(
                    worker: id, of: configuration.size, call: error.call, errno: error.code)
            }
        }
        return workers
    }

    /// The number of the Worker that the calling thread is; nil on any other thread.
    public static var currentID: Int? { WorkerLoop.current?.id }
}
