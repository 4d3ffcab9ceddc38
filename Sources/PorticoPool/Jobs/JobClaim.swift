// SPDX-License-Identifier: Apache-2.0

/// What a Worker does with the job it took.
enum JobClaim: Equatable {
    /// It runs the job, which nobody can cancel any more.
    case run
    /// It drops the job and tells it why.
    case drop(JobDropReason)
    /// It does nothing: the job was cancelled, and that has been counted.
    case bury
}
