// SPDX-License-Identifier: Apache-2.0

/// Why a job that had been accepted did not run.
///
/// A job that is cancelled while it waits does not run either; whoever waits for it gets a
/// `CancellationError`.
public enum JobDropReason: Sendable, Equatable, CaseIterable {
    /// Its deadline passed while it waited.
    case deadlinePassed
    /// The queue was full, and a newer job took its place.
    case displaced
    /// The pool was shut down without waiting for it.
    case shutDown
    /// Whoever had accepted it let go of it without a word; a ``ThreadPool`` never does.
    case discarded
}
