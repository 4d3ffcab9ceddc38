// SPDX-License-Identifier: Apache-2.0
import CBrotli
import Portico

/// Compresses with brotli, RFC 7932; owns a `BrotliEncoderState`.
@safe final class BrotliEncoder: Encoder {
    private let state: OpaquePointer

    /// Wraps `BrotliEncoderCreateInstance`; `quality` is 0 to 11.
    ///
    /// With few `expectedBytes`, a small window does, which costs less to set up; nil for any number.
    init(quality: Int, expectedBytes: Int?) throws(CodecError) {
        guard let state = unsafe BrotliEncoderCreateInstance(nil, nil, nil) else {
            throw .unavailable(call: "BrotliEncoderCreateInstance")
        }
        unsafe self.state = unsafe state
        set(BROTLI_PARAM_QUALITY, UInt32(quality))
        set(BROTLI_PARAM_LGWIN, Self.windowBits(for: expectedBytes))
        if let expectedBytes {
            set(BROTLI_PARAM_SIZE_HINT, UInt32(clamping: expectedBytes))
        }
    }

    deinit { unsafe BrotliEncoderDestroyInstance(state) }

    /// Wraps `BrotliEncoderSetParameter`, which refuses what is out of range: nothing is, here.
    private func set(_ parameter: BrotliEncoderParameter, _ value: UInt32) {
        unsafe BrotliEncoderSetParameter(state, parameter, value)
    }

    /// The window that holds all of so many bytes: 1 KiB to 256 KiB.
    private static func windowBits(for bytes: Int?) -> UInt32 {
        guard let bytes else { return 18 }
        return (UInt32(10)...18).first { 1 << Int($0) >= bytes + 16 } ?? 18
    }

    /// Wraps `BrotliEncoderCompressStream` and `BrotliEncoderTakeOutput`.
    func encode(_ bytes: [UInt8], _ step: BodyFilterStep) -> [UInt8] {
        let operation =
            switch step {
            case .more: BROTLI_OPERATION_PROCESS
            case .flush: BROTLI_OPERATION_FLUSH
            case .finish: BROTLI_OPERATION_FINISH
            }
        var output: [UInt8] = []
        unsafe bytes.withUnsafeBufferPointer { bytes in
            var next = bytes.baseAddress
            var left = bytes.count
            var room = 0
            var before: Int
            // The library stops where there is output, and goes on once that has been taken.
            repeat {
                before = output.count
                let isDone = unsafe BrotliEncoderCompressStream(
                    state, operation, &left, &next, &room, nil, nil)
                precondition(
                    isDone == BROTLI_TRUE, "brotli was called after its end, or has no memory")
                takeOutput(&output)
            } while left > 0 || output.count > before
        }
        return output
    }

    private func takeOutput(_ output: inout [UInt8]) {
        while unsafe BrotliEncoderHasMoreOutput(state) == BROTLI_TRUE {
            var count = 0
            let start = unsafe BrotliEncoderTakeOutput(state, &count)
            unsafe output.append(contentsOf: UnsafeBufferPointer(start: start, count: count))
        }
    }
}
