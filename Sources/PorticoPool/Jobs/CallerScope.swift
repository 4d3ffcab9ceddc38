// SPDX-License-Identifier: Apache-2.0

/// What the calling thread is in the middle of, for code of the user that comes back to the pool.
final class CallerScope {
    /// So deep may a thread be in jobs that it runs in place of a full queue.
    private static let maxDepth = 32
    private static let local = PosixThread.Local<CallerScope>()

    private var depth = 0
    private var isTelling = false

    /// True while a job is told that it will not run.
    static var isTellingOfDrop: Bool { local.value?.isTelling ?? false }

    /// True while this thread runs a job in place of a full queue.
    static var isRunningJob: Bool { local.value.map { $0.depth > 0 } ?? false }

    /// Runs `body`, which tells a job that it will not run.
    static func tellOfDrop(_ body: () -> Void) {
        inScope { scope in
            let outer = scope.isTelling
            scope.isTelling = true
            body()
            scope.isTelling = outer
        }
    }

    /// Runs `body`, which runs a job, unless this thread is in too many such jobs; false if so.
    static func nested(_ body: () -> Void) -> Bool {
        inScope { scope in
            guard scope.depth < maxDepth else { return false }
            scope.depth += 1
            defer { scope.depth -= 1 }
            body()
            return true
        }
    }

    private static func inScope<Result>(_ body: (CallerScope) -> Result) -> Result {
        if let scope = local.value { return body(scope) }
        let scope = CallerScope()
        return local.with(scope) { body(scope) }
    }
}
