// SPDX-License-Identifier: Apache-2.0
import CZlib
import Portico

/// Compresses with zlib; owns a `z_stream`.
@safe final class DeflateEncoder: Encoder {
    /// zlib counts what it is given in 32 bits.
    private static let maxPieceBytes = 1 << 30
    private static let outputBytes = 16 << 10

    // At an address that does not change: zlib keeps it.
    private let stream: UnsafeMutablePointer<z_stream>

    /// Wraps `deflateInit2`; `level` is 1 to 9.
    ///
    /// With few `expectedBytes`, a small window does, which costs less to set up; nil for any number.
    init(_ format: DeflateFormat, level: Int, expectedBytes: Int?) throws(CodecError) {
        let bits = Self.windowBits(for: expectedBytes)
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let code = unsafe portico_deflate_init(
            stream, Int32(level), bits + format.windowBits, min(8, bits - 6))
        guard code == Z_OK else {
            unsafe stream.deallocate()
            throw .unavailable(call: "deflateInit2")
        }
    }

    deinit {
        unsafe deflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// The window that holds all of so many bytes: 512 bytes to 32 KiB.
    private static func windowBits(for bytes: Int?) -> Int32 {
        guard let bytes else { return 15 }
        // zlib looks ahead of the window.
        return (Int32(9)...15).first { 1 << Int($0) >= bytes + 262 } ?? 15
    }

    /// Wraps `deflate`.
    func encode(_ bytes: [UInt8], _ step: BodyFilterStep) -> [UInt8] {
        var output: [UInt8] = []
        var start = 0
        repeat {
            let end = min(bytes.count, start + Self.maxPieceBytes)
            let mode =
                switch step {
                case _ where end < bytes.count: Z_NO_FLUSH
                case .more: Z_NO_FLUSH
                case .flush: Z_SYNC_FLUSH
                case .finish: Z_FINISH
                }
            deflate(bytes, start..<end, mode, &output)
            start = end
        } while start < bytes.count
        return output
    }

    private func deflate(
        _ bytes: [UInt8], _ range: Range<Int>, _ mode: Int32, _ output: inout [UInt8]
    ) {
        unsafe bytes.withUnsafeBufferPointer { bytes in
            let input = unsafe UnsafeBufferPointer(rebasing: bytes[range])
            unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            unsafe stream.pointee.avail_in = UInt32(input.count)
            var isFull = true
            while isFull { isFull = deflate(mode, &output) }
            unsafe stream.pointee.next_in = nil
        }
    }

    /// One call of the library; says whether there may be more.
    private func deflate(_ mode: Int32, _ output: inout [UInt8]) -> Bool {
        unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.outputBytes) { room in
            unsafe stream.pointee.next_out = room.baseAddress
            unsafe stream.pointee.avail_out = UInt32(room.count)
            // That nothing was to be done is no error.
            let code = unsafe CZlib.deflate(stream, mode)
            assert(code != Z_STREAM_ERROR, "deflate was called after its end")
            let left = unsafe Int(stream.pointee.avail_out)
            unsafe output.append(contentsOf: room[..<(room.count - left)])
            return left == 0
        }
    }
}
