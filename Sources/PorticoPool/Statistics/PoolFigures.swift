// SPDX-License-Identifier: Apache-2.0

/// What a ``ThreadPool`` is doing and has done, at one moment.
///
/// Each figure is right by itself; as the pool does not stop to be looked at, they need not be of
/// exactly the same moment. What you have been told is in them: a job whose value you have is executed,
/// one whose `onDrop` was called is dropped.
public struct PoolFigures: Sendable, Equatable {
    /// How many Workers there are.
    public var size = 0
    /// How many Workers run a job.
    public var active = 0
    /// How many Workers run none.
    public var idle = 0
    /// How many jobs wait.
    public var queued = 0

    /// How many jobs ran to their end, those that threw and steps of tasks included.
    public var executed = 0
    /// How many jobs threw an error, those run by their senders included.
    public var failed = 0

    /// How many jobs were refused because the queue was full.
    public var rejectedAsFull = 0
    /// How many jobs were refused because the pool had been shut down.
    public var rejectedAsShutDown = 0
    /// How many jobs a Worker was refused because it would have had to wait for its own pool.
    public var rejectedAsDeadlock = 0

    /// How many jobs their senders ran, because the queue was full; see
    /// ``ThreadPool/FullQueuePolicy/callerRuns``.
    public var ranByCaller = 0

    /// How many jobs were cancelled while they waited.
    public var cancelled = 0
    /// How many jobs were dropped because their deadline passed while they waited.
    public var late = 0
    /// How many jobs were dropped because a newer one took their place in a full queue.
    public var displaced = 0
    /// How many jobs were dropped because the pool was shut down.
    public var droppedAtShutdown = 0

    /// How often the system refused a thread.
    public var startFailures = 0

    /// The most Workers that ever ran a job at a time; 0 unless
    /// ``ThreadPool/Configuration/measuresTimes``.
    public var mostActive = 0
    /// The most jobs that ever waited at a time.
    ///
    /// Looked at whenever a Worker has taken all jobs that it knew of and turns to newer ones, so
    /// there may have been more in between.
    public var mostQueued = 0

    /// How long jobs waited; nil unless ``ThreadPool/Configuration/measuresTimes``.
    public var queueWait: Histogram?
    /// How long jobs ran; nil unless ``ThreadPool/Configuration/measuresTimes``.
    public var runTime: Histogram?

    /// Makes figures of a pool that has done nothing.
    public init() {}
}

extension ThreadPool {
    /// What the pool is doing and has done.
    ///
    /// From any thread; it takes a few microseconds.
    public var figures: PoolFigures {
        var figures = PoolFigures()
        // A caller that has been told of the end of a job finds it counted.
        figures.size = size
        figures.queued = queuedCount
        figures.startFailures = sender.refusedStarts
        figures.mostActive = workers.active.mark
        figures.mostQueued = max(sender.mostQueued.value, figures.queued)
        let counts = sender.dropCounts
        figures.rejectedAsFull = counts.rejected.full
        figures.rejectedAsShutDown = counts.rejected.shutDown
        figures.rejectedAsDeadlock = counts.rejected.deadlock
        figures.cancelled = counts.cancelledCount
        figures.late = counts.dropped(.deadlinePassed)
        figures.displaced = counts.dropped(.displaced)
        figures.droppedAtShutdown = counts.dropped(.shutDown)
        workers.fill(&figures)
        figures.ranByCaller = counts.ranByCaller.count
        figures.failed += counts.ranByCaller.failed
        return figures
    }
}
