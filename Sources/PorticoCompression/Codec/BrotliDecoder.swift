// SPDX-License-Identifier: Apache-2.0
import CBrotli

/// Expands brotli, RFC 7932; owns a `BrotliDecoderState`.
@safe final class BrotliDecoder: Decoder {
    private let state: OpaquePointer
    private(set) var isComplete = false

    /// Wraps `BrotliDecoderCreateInstance`.
    init() throws(CodecError) {
        guard let state = unsafe BrotliDecoderCreateInstance(nil, nil, nil) else {
            throw .unavailable(call: "BrotliDecoderCreateInstance")
        }
        unsafe self.state = unsafe state
    }

    deinit { unsafe BrotliDecoderDestroyInstance(state) }

    /// Wraps `BrotliDecoderDecompressStream`.
    func decode(
        _ input: [UInt8], from start: inout Int, upTo limit: Int
    ) throws(CodecError) -> [UInt8] {
        if isComplete {
            guard start == input.count else { throw .corrupt }
            return []
        }
        var result = BROTLI_DECODER_RESULT_ERROR
        var used = 0
        let output = unsafe [UInt8](unsafeUninitializedCapacity: limit) { room, count in
            unsafe input.withUnsafeBufferPointer { input in
                let rest = unsafe UnsafeBufferPointer(rebasing: input[start...])
                var (next, left) = (rest.baseAddress, rest.count)
                var (nextOut, leftOut) = (room.baseAddress, limit)
                result = unsafe BrotliDecoderDecompressStream(
                    state, &left, &next, &leftOut, &nextOut, nil)
                used = rest.count - left
                count = limit - leftOut
            }
        }
        start += used
        switch result {
        case BROTLI_DECODER_RESULT_SUCCESS: isComplete = true
        case BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT, BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT: break
        default: throw .corrupt
        }
        // What follows the end is found by the next call.
        return output
    }
}
