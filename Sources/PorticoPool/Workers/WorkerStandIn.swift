// SPDX-License-Identifier: Apache-2.0

/// What a handler without a pool, in a test, has in the place of its Worker: the values of ``WorkerLocal``s.
///
/// It is that of the current task, or of the thread outside of tasks, and of the tasks that are made there. A value
/// is reached by one call at a time, perhaps from several threads one after the other. From any thread.
package final class WorkerStandIn: Sendable {
    /// That of the calling task; nil everywhere else.
    @TaskLocal package static var current: WorkerStandIn?

    /// Those that this one has used, by the numbers of their places: a plain handler finds them again.
    private let own = Guarded<[Int: AnyObject]>([:])
    private let values: WorkerStandInValues

    /// Makes one that takes what is there from `values`, and gives it back at its end.
    package init(_ values: WorkerStandInValues) {
        self.values = values
    }

    deinit {
        let own = own.withLock { $0 }
        for (id, value) in own { values.put(value, id) }
    }

    /// The value for the place `id`, which nobody else reaches until it is put back; nil when one must be made.
    func take(_ id: Int) -> AnyObject? {
        own.withLock { $0.removeValue(forKey: id) } ?? values.take(id)
    }

    /// Puts a value back.
    func put(_ value: AnyObject, _ id: Int) {
        let other = own.withLock { $0.updateValue(value, forKey: id) }
        if let other { values.put(other, id) }
    }
}

/// The values that stand-ins for Workers share, until ``end()``.
package final class WorkerStandInValues: Sendable {
    /// By the numbers of their places; nil after the end.
    private let idle = Guarded<[Int: [AnyObject]]?>([:])

    /// Makes it without any.
    package init() {}

    /// Releases the values, and those that are put back from now on.
    package func end() {
        let last = idle.withLock { $0.take() }
        withExtendedLifetime(last) {}
    }

    fileprivate func take(_ id: Int) -> AnyObject? {
        idle.withLock { $0?[id]?.popLast() }
    }

    /// Released outside of the lock when nobody wants it any more.
    fileprivate func put(_ value: AnyObject, _ id: Int) {
        idle.withLock { idle in
            guard idle != nil else { return }
            idle?[id, default: []].append(value)
        }
    }
}
