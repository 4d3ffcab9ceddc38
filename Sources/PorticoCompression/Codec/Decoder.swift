// SPDX-License-Identifier: Apache-2.0

/// Expands bytes, piece by piece; for one thread at a time.
protocol Decoder: AnyObject {
    /// Expands `input` from `start` on, which moves, up to `limit` bytes of output.
    ///
    /// All of it is out when nothing is returned and all of the input has been used.
    func decode(
        _ input: [UInt8], from start: inout Int, upTo limit: Int
    ) throws(CodecError) -> [UInt8]

    /// Whether the bytes so far are complete.
    var isComplete: Bool { get }
}
