// SPDX-License-Identifier: Apache-2.0
import CZlib

/// Expands with zlib; owns a `z_stream`.
@safe final class InflateDecoder: Decoder {
    // At an address that does not change: zlib keeps it.
    private let stream: UnsafeMutablePointer<z_stream>
    private let format: DeflateFormat
    private(set) var isComplete = false

    /// Wraps `inflateInit2`.
    init(_ format: DeflateFormat) throws(CodecError) {
        self.format = format
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        guard unsafe portico_inflate_init(stream, 15 + format.windowBits) == Z_OK else {
            unsafe stream.deallocate()
            throw .unavailable(call: "inflateInit2")
        }
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    func decode(
        _ input: [UInt8], from start: inout Int, upTo limit: Int
    ) throws(CodecError) -> [UInt8] {
        if isComplete {
            if start == input.count { return [] }
            try beginNextMember()
        }
        return try inflate(input, &start, limit)
    }

    /// RFC 1952 §2.2: members of gzip may follow each other; of zlib's format there is one.
    private func beginNextMember() throws(CodecError) {
        guard format == .gzip, unsafe inflateReset(stream) == Z_OK else { throw .corrupt }
        isComplete = false
    }

    /// Wraps `inflate`, called once.
    private func inflate(
        _ input: [UInt8], _ start: inout Int, _ limit: Int
    ) throws(CodecError) -> [UInt8] {
        var code = Z_OK
        var used = 0
        let output = unsafe [UInt8](unsafeUninitializedCapacity: limit) { room, count in
            unsafe input.withUnsafeBufferPointer { input in
                let rest = unsafe UnsafeBufferPointer(rebasing: input[start...])
                unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: rest.baseAddress)
                // zlib counts in 32 bits; what is left of more comes at the next call.
                let given = UInt32(clamping: rest.count)
                unsafe stream.pointee.avail_in = given
                unsafe stream.pointee.next_out = room.baseAddress
                unsafe stream.pointee.avail_out = UInt32(clamping: limit)
                code = unsafe CZlib.inflate(stream, Z_NO_FLUSH)
                used = unsafe Int(given - stream.pointee.avail_in)
                unsafe count = limit - Int(stream.pointee.avail_out)
                unsafe stream.pointee.next_in = nil
                unsafe stream.pointee.next_out = nil
            }
        }
        start += used
        switch code {
        case Z_STREAM_END: isComplete = true
        // Z_BUF_ERROR: there was nothing to be done.
        case Z_OK, Z_BUF_ERROR: break
        case Z_MEM_ERROR: throw .unavailable(call: "inflate")
        default: throw .corrupt
        }
        return output
    }
}
