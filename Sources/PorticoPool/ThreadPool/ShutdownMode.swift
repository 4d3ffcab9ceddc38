// SPDX-License-Identifier: Apache-2.0

extension ThreadPool {
    /// What becomes of the jobs that wait or run when a pool is shut down.
    ///
    /// In every mode the pool takes no more jobs from now on. A step of a Swift task is never dropped:
    /// it goes to Swift's global executor.
    public struct ShutdownMode: Sendable, Equatable {
        /// From when on nothing is waited for; nil for never.
        let deadline: ContinuousClock.Instant?
        /// True when that is from the beginning.
        let isImmediate: Bool

        /// All are run to their end, however long it takes.
        public static let drain = ShutdownMode(deadline: nil, isImmediate: false)

        /// Those that wait are dropped and told so; those that run see ``JobContext/isCancelled``, are
        /// not waited for, and are reported as abandoned.
        public static let immediate = ShutdownMode(deadline: nil, isImmediate: true)

        /// Like ``drain`` until `deadline`, from then on like ``immediate``.
        public static func drain(deadline: ContinuousClock.Instant) -> ShutdownMode {
            ShutdownMode(deadline: deadline, isImmediate: false)
        }
    }
}
