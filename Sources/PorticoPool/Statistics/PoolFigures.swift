// SPDX-License-Identifier: Apache-2.0

/// What a ``ThreadPool`` is doing and has done, at one moment.
///
/// Each figure is right by itself; as the pool does not stop to be looked at, they need not be of
/// exactly the same moment.
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
    /// How many jobs threw an error.
    public var failed = 0

    /// How many jobs were refused because the queue was full.
    public var rejectedAsFull = 0
    /// How many jobs were refused because the pool had been shut down.
    public var rejectedAsShutDown = 0
    /// How many jobs a Worker was refused because it would have had to wait for its own pool.
    public var rejectedAsDeadlock = 0

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
}

extension ThreadPool {
    /// What the pool is doing and has done.
    ///
    /// From any thread; it takes a few microseconds.
    public var figures: PoolFigures {
        var figures = PoolFigures()
        figures.size = size
        figures.queued = queuedCount
        figures.startFailures = channel.startFailures
        figures.mostActive = group.active.mark
        figures.mostQueued = max(channel.mostQueued.value, figures.queued)
        let dropCounts = channel.dropCounts
        figures.rejectedAsFull = dropCounts.rejected.full
        figures.rejectedAsShutDown = dropCounts.rejected.shutDown
        figures.rejectedAsDeadlock = dropCounts.rejected.deadlock
        figures.cancelled = dropCounts.dropped(.cancelled)
        figures.late = dropCounts.dropped(.deadlinePassed)
        figures.displaced = dropCounts.dropped(.displaced)
        figures.droppedAtShutdown = dropCounts.dropped(.shutDown)
        group.fill(&figures)
        return figures
    }
}
