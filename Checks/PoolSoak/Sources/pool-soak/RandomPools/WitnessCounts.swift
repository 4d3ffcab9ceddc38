// SPDX-License-Identifier: Apache-2.0

/// What a ``Witness`` has seen.
struct WitnessCounts {
    var workersStarted = 0
    var workersEnded = 0
    var jobsTaken = 0
    var jobsFinished = 0

    /// Throws unless everybody who came has gone, and each job that was taken has finished.
    func check() throws(Fault) {
        try Fault.unlessEqual("Workers that ended", workersEnded, workersStarted)
        try Fault.unlessEqual("jobs that finished", jobsFinished, jobsTaken)
    }
}
