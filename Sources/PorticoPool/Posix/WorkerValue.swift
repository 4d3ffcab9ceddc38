// SPDX-License-Identifier: Apache-2.0

/// What one Worker keeps for a ``WorkerLocal``: reached by one call at a time, on that Worker.
@safe final class WorkerValue<Value>: @unchecked Sendable {
    // The Worker that made it takes it out of its own list for each use, and no other thread has it.
    private let value: UnsafeMutablePointer<Value>

    init(_ initial: sending Value) {
        unsafe value = .allocate(capacity: 1)
        unsafe value.initialize(to: initial)
    }

    deinit {
        unsafe value.deinitialize(count: 1)
        unsafe value.deallocate()
    }

    /// Runs `body` on the value, which it may change and not keep.
    func withValue<Result>(
        _ body: (inout sending Value) throws -> sending Result
    ) rethrows -> sending Result {
        try unsafe body(&value.pointee)
    }
}
