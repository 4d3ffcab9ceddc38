// SPDX-License-Identifier: Apache-2.0

extension ThreadPool {
    /// What becomes of the jobs that are queued when a pool is shut down.
    public enum ShutdownMode: Sendable {
        /// They are all run.
        case drain
    }
}
