// SPDX-License-Identifier: Apache-2.0

/// What a ``Worker`` does on its thread; it lives there from first to last and never leaves it.
final class WorkerLoop {
    private static let local = PosixThread.Local<WorkerLoop>()

    /// The loop that runs on the calling thread; nil on a thread that is no Worker.
    static var current: WorkerLoop? { local.value }

    /// The number of the Worker.
    let id: Int
    /// Where its messages come from; tells its pool from others.
    let channel: Channel

    private let sleeper = Sleeper()
    private let observer: (any PoolObserver)?
    /// Asked before each job; copying the observer only to find nil would cost more than the rest.
    private let isObserved: Bool

    init(id: Int, channel: Channel, observer: (any PoolObserver)?) {
        self.id = id
        self.channel = channel
        self.observer = observer
        isObserved = observer != nil
    }

    /// Runs jobs until the terminate message, or until the channel is closed and empty.
    func run() {
        Self.local.with(self) {
            channel.withReceiver {
                while let message = channel.receive(sleeper) {
                    guard handle(message) else { break }
                }
            }
        }
    }

    /// Runs the job of `message`, and releases it before returning; false when it says terminate.
    private func handle(_ message: consuming Message) -> Bool {
        switch message {
        case .newJob(let job):
            let claim = job.claim()
            guard claim == .run else {
                giveUp(job, claim)
                return true
            }
            if isObserved { observer?.workerTookJob(id) }
            job.run()
            return true
        case .terminate:
            observer?.workerWasToldToTerminate(id)
            return false
        }
    }

    /// Gets rid of a job that must not run.
    private func giveUp(_ job: Job, _ claim: JobClaim) {
        if case .drop(let reason) = claim {
            channel.drop(job, reason)
        } else {
            channel.didBury()
        }
    }
}
