// SPDX-License-Identifier: Apache-2.0
import Libevent

/// One request on its way to its handler: all that a job holds.
///
/// Whatever an executor does with the job, its loop learns the end: when the job is run, from the
/// handler, and when it is let go of without having been run, from here.
final class HandlerCall: Sendable {
    private let runner: HandlerRunner
    private let request: ReceivedRequest
    private let number: Int

    /// Makes the call that has `number` in the table of its loop.
    init(_ runner: HandlerRunner, _ request: ReceivedRequest, number: Int) {
        self.runner = runner
        self.request = request
        self.number = number
    }

    deinit {
        if !request.isClaimed { runner.drop(request, number) }
    }

    /// Runs the handler, the first time that it is called.
    func run() {
        runner.run(request, number)
    }
}
