// SPDX-License-Identifier: Apache-2.0

/// What a Worker is doing, for the watchdog.
struct RunningJob: Sendable {
    /// What people call the job.
    var label: String?
    /// When it began.
    var start: ContinuousClock.Instant
    /// It has been reported and is not reported again.
    var isReported = false
}
