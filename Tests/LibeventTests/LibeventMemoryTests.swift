// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

@testable import Libevent

struct LibeventMemoryTests {
    @Test func givesOutEachBlockOnce() throws {
        let reserve = BlockReserve(blockBytes: 64, count: 3)
        let blocks = (1...3).map { _ in unsafe UInt(bitPattern: reserve.take(64)) }
        #expect(Set(blocks).count == 3)
        #expect(!blocks.contains(0))
        let fourth = unsafe UInt(bitPattern: reserve.take(1))
        #expect(fourth == 0)
        let second = unsafe try #require(UnsafeMutableRawPointer(bitPattern: blocks[1]))
        unsafe reserve.give(second)
        #expect(reserve.freeCount == 1)
        let again = unsafe UInt(bitPattern: reserve.take(1))
        #expect(again == blocks[1])
    }

    @Test func hasNoBlockForMoreThanItsSize() {
        let reserve = BlockReserve(blockBytes: 64, count: 1)
        let block = unsafe UInt(bitPattern: reserve.take(65))
        #expect(block == 0)
        #expect(reserve.freeCount == 1)
    }

    // What these tests give back is kept for their thread, which is Dispatch's and may end.

    @Test func givesABlockBackToWhereItCameFrom() throws {
        defer { LibeventMemory.releaseKeptBlocks() }
        #expect(LibeventRuntime.isReady)
        let blocks = (1...200).map { _ in unsafe UInt(bitPattern: LibeventMemory.allocate(64)) }
        let reserved = (1...3).map { _ in
            unsafe UInt(bitPattern: LibeventMemory.allocateWithoutMalloc(64))
        }
        #expect(Set(blocks + reserved).count == 203)
        for block in blocks + reserved {
            unsafe LibeventMemory.release(UnsafeMutableRawPointer(bitPattern: block))
        }
        // What was given back last is given out first.
        let again = unsafe UInt(bitPattern: LibeventMemory.allocateWithoutMalloc(64))
        #expect(again == reserved[2])
        unsafe LibeventMemory.release(UnsafeMutableRawPointer(bitPattern: again))
    }

    /// Each size of block that is kept, and those beside it; writing beyond one would end the process.
    @Test func hasRoomForWhatWasAskedFor() throws {
        defer { LibeventMemory.releaseKeptBlocks() }
        for size in 1...1100 {
            for _ in 1...3 {
                let memory = unsafe try #require(LibeventMemory.allocate(size))
                unsafe memset(memory, 0xa5, size)
                unsafe LibeventMemory.release(memory)
            }
        }
    }

    @Test func resizesABlockWithWhatItHolds() throws {
        defer { LibeventMemory.releaseKeptBlocks() }
        let block = unsafe try #require(LibeventMemory.allocateWithoutMalloc(16))
        unsafe block.storeBytes(of: 7, as: UInt64.self)
        let larger = unsafe try #require(LibeventMemory.resize(block, 4096))
        let word = unsafe larger.load(as: UInt64.self)
        #expect(word == 7)
        unsafe LibeventMemory.release(larger)
    }
}
