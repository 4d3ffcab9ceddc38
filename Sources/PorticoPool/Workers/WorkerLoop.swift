// SPDX-License-Identifier: Apache-2.0

/// What a ``Worker`` does on its thread; it lives there from first to last and never leaves it.
final class WorkerLoop {
    private static let local = PosixThread.Local<WorkerLoop>()

    /// The loop that runs on the calling thread; nil on a thread that is no Worker.
    static var current: WorkerLoop? { local.value }

    /// The number of the Worker.
    let id: Int
    /// Whom it belongs to.
    let group: WorkerGroup
    /// Where its messages come from; tells its pool from others.
    let channel: Channel

    /// The values of ``WorkerLocal``s, by their numbers.
    var locals: [Int: Any] = [:]

    private let figures: WorkerFigures
    private let parker = Parker()
    private let observer: (any PoolObserver)?
    /// Asked before each job; copying the observer only to find nil would cost more than the rest.
    private let isObserved: Bool
    /// Asked before each job.
    private let isMeasured: Bool

    init(id: Int, group: WorkerGroup, figures: WorkerFigures) {
        self.id = id
        self.group = group
        self.figures = figures
        channel = group.channel
        observer = group.configuration.observer
        isObserved = observer != nil
        isMeasured = figures.times != nil || figures.isWatched
    }

    /// Runs jobs until the terminate message, or until the channel is closed and empty.
    func run() {
        Self.local.with(self) {
            observer?.workerDidStart(id)
            channel.withReceiver {
                while let message = channel.receive(parker) {
                    if channel.wantsWorker.value { group.grow() }
                    guard handle(message) else { break }
                }
            }
            locals = [:]
            observer?.workerWillEnd(id)
        }
    }

    /// Counts a job that threw, and whose error somebody waits for.
    func didFail() {
        figures.didFail()
    }

    /// Runs the job of `message`, and releases it before returning; false when it says terminate.
    private func handle(_ message: consuming Message) -> Bool {
        switch message {
        case .newJob(let job):
            guard job.isPlain || claim(job) else { return true }
            if isObserved { observer?.workerTookJob(id) }
            figures.didBeginJob()
            if isMeasured { performMeasured(job) } else { perform(job) }
            figures.didFinishJob()
            return true
        case .terminate:
            observer?.workerWasToldToTerminate(id)
            return false
        }
    }

    /// Performs a job with an eye on the clock.
    private func performMeasured(_ job: consuming Job) {
        if figures.isWatched {
            figures.willRun(RunningJob(label: job.options.label, start: .now))
        }
        if let times = figures.times {
            group.active.rise()
            let start = PosixSystem.nanoseconds
            times.queueWait.add(nanoseconds: start &- min(start, parker.lastSent))
            perform(job)
            times.runTime.add(nanoseconds: PosixSystem.nanoseconds &- start)
            group.active.fall()
        } else {
            perform(job)
        }
        if figures.isWatched { figures.willRun(nil) }
    }

    private func perform(_ job: consuming Job) {
        do {
            try job.perform()
        } catch {
            figures.didFail()
            observer?.jobFailed(with: error, on: id)
        }
    }

    /// Takes a job so that nobody can cancel it any more; false when it must not run.
    private func claim(_ job: Job) -> Bool {
        switch job.claim() {
        case .run:
            return true
        case .drop(let reason):
            channel.drop(job, reason)
        case .bury:
            channel.didBury()
        }
        return false
    }
}
