// SPDX-License-Identifier: Apache-2.0

/// Bytes in which every loss, doubling and swap shows: blocks of noise, each with its number.
enum Pattern {
    private static let block: [UInt8] = {
        var state: UInt32 = 1
        return (0..<1 << 14).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(truncatingIfNeeded: state >> 24)
        }
    }()

    static func bytes(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + block.count)
        while bytes.count < count {
            let number = UInt8(truncatingIfNeeded: bytes.count >> 14)
            bytes.append(number)
            bytes.append(UInt8(truncatingIfNeeded: bytes.count >> 22))
            bytes.append(contentsOf: block.dropFirst(2))
        }
        bytes.removeLast(bytes.count - count)
        return bytes
    }
}
