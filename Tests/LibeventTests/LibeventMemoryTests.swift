// SPDX-License-Identifier: Apache-2.0
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
        let isHeld = unsafe reserve.holds(second)
        #expect(isHeld)
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

    @Test func tellsItsBlocksFromOtherMemory() throws {
        let reserve = BlockReserve(blockBytes: 64, count: 1)
        let memory = unsafe try #require(LibeventMemory.allocate(64))
        let isHeld = unsafe reserve.holds(memory)
        #expect(!isHeld)
        unsafe LibeventMemory.release(memory)
    }

    @Test func resizesABlockWithWhatItHolds() throws {
        let block = unsafe try #require(LibeventMemory.allocateWithoutMalloc(16))
        unsafe block.storeBytes(of: 7, as: UInt64.self)
        let larger = unsafe try #require(LibeventMemory.resize(block, 4096))
        let word = unsafe larger.load(as: UInt64.self)
        #expect(word == 7)
        unsafe LibeventMemory.release(larger)
    }
}
