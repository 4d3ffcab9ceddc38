// SPDX-License-Identifier: Apache-2.0

/// A set of ASCII bytes in two words: membership is a shift and a mask.
///
/// The words are written out, so that no code has to initialise them: this is asked
/// for every byte of a field name. `ByteClassTests` spells the sets.
struct ByteClass: Sendable {
    /// Bit n stands for byte n.
    let low: UInt64
    /// Bit n stands for byte 64 + n.
    let high: UInt64

    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        let word = byte < 64 ? low : high
        return byte < 128 && (word >> UInt64(byte & 63)) & 1 == 1
    }

    /// What may stand in a token, RFC 9110 §5.6.2: letters, digits, "!#$%&'*+-.^_`|~".
    static let token = ByteClass(low: 0x03ff_6cfa_0000_0000, high: 0x57ff_ffff_c7ff_fffe)

    /// What may stand in a host's name unescaped, RFC 3986 §3.2.2: letters, digits, "-._~!$&'()*+;=".
    static let name = ByteClass(low: 0x2bff_6fd2_0000_0000, high: 0x47ff_fffe_87ff_fffe)
}
