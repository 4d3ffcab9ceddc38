// SPDX-License-Identifier: Apache-2.0

/// What a ``Worker`` does on its thread; it lives there from first to last and never leaves it.
final class WorkerLoop {
    private static let local = PosixThread.Local<WorkerLoop>()

    /// The loop that runs on the calling thread; nil on a thread that is no Worker.
    static var current: WorkerLoop? { local.value }

    /// The number of the Worker.
    var id: Int { parker.id }
    /// Whom it belongs to.
    let group: WorkerGroup
    /// Where its messages come from; tells its pool from others.
    let channel: Channel

    /// The values of ``WorkerLocal``s, by their numbers.
    var locals: [Int: AnyObject] = [:]

    private let figures: WorkerFigures
    private let parker: Parker
    private let observer: (any PoolObserver)?
    /// Asked before each job; copying the observer only to find nil would cost more than the rest.
    private let isObserved: Bool
    /// Asked before each job.
    private let isMeasured: Bool
    /// Neither of these: a job is only run.
    private let isUnwatched: Bool
    /// The job that runs has been counted as finished: its caller has been told of its end.
    private var isCounted = false

    init(_ parker: Parker, group: WorkerGroup, figures: WorkerFigures) {
        self.parker = parker
        self.group = group
        self.figures = figures
        channel = group.channel
        observer = group.configuration.observer
        isObserved = observer != nil
        isMeasured = figures.times != nil || figures.isWatched
        isUnwatched = !isObserved && !isMeasured
    }

    /// Runs jobs until the terminate message, or until the channel lets this Worker go.
    func run() {
        Self.local.with(self) {
            if let observer { figures.aside { observer.workerDidStart(id) } }
            channel.begin(parker)
            while let message = channel.receive(parker) {
                group.growIfWanted()
                guard handle(message) else { break }
            }
            figures.aside {
                releaseLocals()
                observer?.workerWillEnd(id)
            }
        }
    }

    /// Releases the values of this Worker; the end of one may ask for another.
    private func releaseLocals() {
        while !locals.isEmpty {
            let values = locals
            locals = [:]
            withExtendedLifetime(values) {}
        }
    }

    /// Counts a job whose caller is about to be told of its end, and that it threw.
    func willTell(failed: Bool) {
        if failed { figures.didFail() }
        guard !isCounted else { return }
        isCounted = true
        figures.didFinishJob()
    }

    /// Runs the job of `message`, and releases it before returning; false when it says terminate.
    private func handle(_ message: consuming Message) -> Bool {
        switch message {
        case .newJob(let job):
            if isUnwatched, job.isPlain {
                figures.didBeginJob()
                perform(job)
                figures.didFinishJob()
                return true
            }
            return handleSlowly(job)
        case .terminate:
            if let observer { figures.aside { observer.workerWasToldToTerminate(id) } }
            return false
        }
    }

    /// Runs a job that wants to be asked first, or that others want to know of.
    private func handleSlowly(_ job: consuming Job) -> Bool {
        guard job.isPlain || claim(job) else { return true }
        figures.didBeginJob()
        if isObserved { observer?.workerTookJob(id) }
        if isMeasured { performMeasured(job) } else { perform(job) }
        if isObserved { observer?.workerFinishedJob(id) }
        if isCounted { isCounted = false } else { figures.didFinishJob() }
        return true
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
            figures.aside { channel.drop(job, reason) }
        case .bury:
            break
        }
        return false
    }
}
