// SPDX-License-Identifier: Apache-2.0

/// The work of a job that says more about itself than what to do.
final class DescribedJob: Sendable {
    let options: JobOptions
    let work: @Sendable () throws -> Void
    let onDrop: (@Sendable (JobDropReason) -> Void)?

    init(
        _ options: JobOptions,
        onDrop: (@Sendable (JobDropReason) -> Void)?,
        _ work: @escaping @Sendable () throws -> Void
    ) {
        self.options = options
        self.onDrop = onDrop
        self.work = work
    }
}
