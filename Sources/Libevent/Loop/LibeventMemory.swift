// SPDX-License-Identifier: Apache-2.0
// What libevent allocates with: `malloc`, and a reserve of small blocks for when that has nothing left.
//
// libevent 2.1 gets over a refusal almost everywhere. Without memory for a client's address, or for a
// request's list of fields, evhttp frees an object that it has not finished, and the process ends. It does
// both while it accepts, before it has told us of the connection, and both are small. So small blocks
// come from the reserve then, and fronts accept nobody while it is short.
//
// libevent has one set of functions per process: a program that uses libevent itself must not give it
// others.

import CLibevent
import Glibc

/// The functions that libevent allocates with.
package enum LibeventMemory {
    /// An IPv6 address with its zone as text is the largest that must not fail.
    private static let reserve = BlockReserve(blockBytes: 64, count: 128)

    /// Whether the reserve might not last for one more connection on each of some loops.
    static var isShort: Bool { reserve.freeCount < 64 }

    /// Has libevent use these functions.
    ///
    /// Wraps `event_set_mem_functions`, which must come before anything else of libevent.
    static func install() {
        unsafe event_set_mem_functions(
            { size in unsafe LibeventMemory.allocate(size) },
            { memory, size in unsafe LibeventMemory.resize(memory, size) },
            { memory in unsafe LibeventMemory.release(memory) })
    }

    // MARK: From any thread

    package static func allocate(_ size: Int) -> UnsafeMutableRawPointer? {
        unsafe malloc(size) ?? allocateWithoutMalloc(size)
    }

    /// What is done when `malloc` refuses.
    package static func allocateWithoutMalloc(_ size: Int) -> UnsafeMutableRawPointer? {
        unsafe reserve.take(size)
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

    package static func release(_ memory: UnsafeMutableRawPointer?) {
        guard let memory = unsafe memory, unsafe reserve.holds(memory) else {
            unsafe free(memory)
            return
        }
        unsafe reserve.give(memory)
    }
}
