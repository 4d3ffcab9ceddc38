// SPDX-License-Identifier: Apache-2.0
import Glibc
import Libevent
import Synchronization

/// libevent's allocations, some of which fail on demand.
///
/// For a process of its own: libevent has one set of functions, to be given before anything else.
enum FailingAllocations {
    private static let count = Atomic(0)
    /// Which allocations fail: from this one to ``last``.
    private static let first = Atomic(Int.max)
    private static let last = Atomic(Int.max)

    /// Puts itself between libevent and `LibeventMemory`; false when libevent is not to be found.
    ///
    /// Wraps `event_set_mem_functions`, which tests may not import.
    static func install() -> Bool {
        typealias Allocate = @convention(c) (Int) -> UnsafeMutableRawPointer?
        typealias Resize =
            @convention(c) (UnsafeMutableRawPointer?, Int) ->
            UnsafeMutableRawPointer?
        typealias Release = @convention(c) (UnsafeMutableRawPointer?) -> Void
        typealias Install = @convention(c) (Allocate?, Resize?, Release?) -> Void
        guard LibeventRuntime.isReady, let symbol = unsafe dlsym(nil, "event_set_mem_functions")
        else { return false }
        unsafe unsafeBitCast(symbol, to: Install.self)(
            { size in
                unsafe FailingAllocations.isRefused()
                    ? LibeventMemory.allocateWithoutMalloc(size) : LibeventMemory.allocate(size)
            },
            { memory, size in
                unsafe FailingAllocations.isRefused() ? nil : LibeventMemory.resize(memory, size)
            },
            { memory in unsafe LibeventMemory.release(memory) })
        return true
    }

    /// Has allocation number `number` from now on fail, and those after it too if `andAllAfter`.
    static func fail(at number: Int, andAllAfter: Bool) {
        count.store(0, ordering: .sequentiallyConsistent)
        last.store(andAllAfter ? .max : number, ordering: .sequentiallyConsistent)
        first.store(number, ordering: .sequentiallyConsistent)
    }

    /// Lets all succeed again.
    ///
    /// - Returns: Whether one has failed.
    static func stop() -> Bool {
        let number = first.exchange(.max, ordering: .sequentiallyConsistent)
        return count.load(ordering: .sequentiallyConsistent) >= number
    }

    private static func isRefused() -> Bool {
        let number = count.add(1, ordering: .sequentiallyConsistent).newValue
        return number >= first.load(ordering: .sequentiallyConsistent)
            && number <= last.load(ordering: .sequentiallyConsistent)
    }
}
