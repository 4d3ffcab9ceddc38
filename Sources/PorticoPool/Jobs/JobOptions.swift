// SPDX-License-Identifier: Apache-2.0

/// What is known of a job beyond its work.
struct JobOptions: Sendable {
    /// What people call it.
    var label: String?
    /// When it is not wanted any more, if it has not begun by then.
    var deadline: ContinuousClock.Instant?

    /// True when the deadline has passed; asks the clock only if there is one.
    var isTooLate: Bool {
        guard let deadline else { return false }
        return ContinuousClock.now >= deadline
    }
}
