// SPDX-License-Identifier: Apache-2.0
// What libevent allocates with: blocks that it gave back on the same thread, `malloc`, and a reserve of
// small blocks for when that has nothing left.
//
// libevent 2.1 gets over a refusal almost everywhere. Without memory for a client's address, or for a
// request's list of fields, evhttp frees an object that it has not finished, and the process ends. It does
// both while it accepts or makes ready for a request, and both are small. So small blocks come from the
// reserve then. While it is short, no connection is accepted and none goes on.
//
// libevent has one set of functions per process: a program that uses libevent itself must not give it
// others.

import CLibevent
import Glibc
import Synchronization

/// The functions that libevent allocates with.
package enum LibeventMemory {
    /// An IPv6 address with its zone as text is the largest that must not fail.
    private static let reserve = BlockReserve(blockBytes: 64, count: 128)
    /// How often `malloc` has refused.
    private static let refusals = Atomic(0)

    /// How often `malloc` has refused, in the whole process.
    static var failures: Int { refusals.load(ordering: .relaxed) }

    /// Whether the reserve might not last for one more connection on each of some loops.
    static var isShort: Bool { failures > 0 && reserve.freeCount < 64 }

    /// Has libevent use these functions.
    ///
    /// Wraps `event_set_mem_functions`, which must come before anything else of libevent.
    static func install() {
        let functions = unsafe portico_reserve()
        unsafe functions?.pointee.start = reserve.start
        unsafe functions?.pointee.bytes = reserve.bytes
        unsafe functions?.pointee.take = { unsafe LibeventMemory.allocateWithoutMalloc($0) }
        unsafe functions?.pointee.give = { unsafe LibeventMemory.reserve.give($0) }
        // Under the address sanitizer no blocks are kept: it could not see that one is used after
        // libevent has given it back.
        guard unsafe dlsym(nil, "__asan_init") == nil else {
            unsafe event_set_mem_functions(
                { unsafe malloc($0) ?? LibeventMemory.allocateWithoutMalloc($0) },
                { unsafe LibeventMemory.resize($0, $1) },
                {
                    unsafe LibeventMemory.reserve.holds($0)
                        ? LibeventMemory.reserve.give($0) : free($0)
                })
            return
        }
        unsafe event_set_mem_functions(
            portico_allocate, { unsafe LibeventMemory.resize($0, $1) }, portico_release)
    }

    /// Gives the blocks that are kept for this thread back to `malloc`.
    // Inlined, it would give back those of another object file, which has none.
    @inline(never)
    static func releaseKeptBlocks() { portico_release_kept_blocks() }

    // MARK: From any thread
    // Never inlined: what the C functions keep, they keep for each object file that has them.

    /// A block of at least `size` bytes.
    @inline(never)
    package static func allocate(_ size: Int) -> UnsafeMutableRawPointer? {
        unsafe portico_allocate(size)
    }

    /// What is done when `malloc` refuses.
    package static func allocateWithoutMalloc(_ size: Int) -> UnsafeMutableRawPointer? {
        refusals.add(1, ordering: .relaxed)
        return unsafe reserve.take(size)
    }

    package static func resize(
        _ memory: UnsafeMutableRawPointer?, _ size: Int
    ) -> UnsafeMutableRawPointer? {
        guard let memory = unsafe memory, unsafe reserve.holds(memory) else {
            return unsafe realloc(memory, size)
        }
        guard let larger = unsafe malloc(size) else { return nil }
        unsafe larger.copyMemory(from: memory, byteCount: min(size, reserve.blockBytes))
        unsafe reserve.give(memory)
        return unsafe larger
    }

    /// Takes a block back.
    @inline(never)
    package static func release(_ memory: UnsafeMutableRawPointer?) {
        unsafe portico_release(memory)
    }
}
