// SPDX-License-Identifier: Apache-2.0

/// Why a job that had been accepted did not run.
public enum JobDropReason: Sendable, Equatable, CaseIterable {
    /// It was cancelled while it waited.
    case cancelled
    /// Its deadline passed while it waited.
    case deadlinePassed
    /// The queue was full, and a newer job took its place.
    case displaced
    /// The pool was shut down without waiting for it.
    case shutDown
}
