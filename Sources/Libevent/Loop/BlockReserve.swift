// SPDX-License-Identifier: Apache-2.0
import PorticoPool

/// Some blocks of memory of one size, for any thread.
@safe final class BlockReserve: @unchecked Sendable {
    // Sendable because `blocks` never changes, and `unused` has a lock.
    private let blocks: UnsafeMutableRawBufferPointer
    private let unused: Guarded<[Int]>
    let blockBytes: Int

    init(blockBytes: Int, count: Int) {
        self.blockBytes = blockBytes
        unsafe blocks = .allocate(byteCount: blockBytes * count, alignment: 64)
        unused = Guarded(Array(0..<count))
    }

    deinit { unsafe blocks.deallocate() }

    /// How many blocks are unused.
    var freeCount: Int { unused.withLock { $0.count } }

    /// A block of at least `size` bytes; nil when that is too much, or all are taken.
    func take(_ size: Int) -> UnsafeMutableRawPointer? {
        guard size <= blockBytes, let number = unused.withLock({ $0.popLast() }) else { return nil }
        return unsafe blocks.baseAddress.map { unsafe $0 + number * blockBytes }
    }

    /// The first block.
    var start: UnsafeMutablePointer<CChar>? {
        unsafe blocks.baseAddress?.assumingMemoryBound(to: CChar.self)
    }

    /// How large all blocks together are.
    var bytes: Int { unsafe blocks.count }

    /// Whether `memory` is one of the blocks.
    func holds(_ memory: UnsafeMutableRawPointer?) -> Bool {
        unsafe UInt(bitPattern: memory) &- UInt(bitPattern: start) < UInt(bytes)
    }

    /// Takes back a block.
    func give(_ memory: UnsafeMutableRawPointer?) {
        let number = unsafe Int(UInt(bitPattern: memory) &- UInt(bitPattern: start)) / blockBytes
        // Within what has been reserved from the beginning: no allocation.
        unused.withLock { $0.append(number) }
    }
}
