// SPDX-License-Identifier: Apache-2.0

/// Judges chunk extensions a byte at a time, from behind the first semicolon to the end of the line.
///
/// RFC 9112 §7.1.1: `*( BWS ";" BWS token [ BWS "=" BWS ( token / quoted-string ) ] )`
struct ChunkExtensionValidator {
    private enum State {
        case beforeName, name, afterName, beforeValue, value, quoted, escaped, quoteEnd, afterValue
    }

    private var state = State.beforeName

    /// Whether the extensions may end here: not with a blank, as none may stand behind the size either.
    var mayEnd: Bool {
        switch state {
        case .name, .value, .quoteEnd: true
        case .beforeName, .afterName, .beforeValue, .quoted, .escaped, .afterValue: false
        }
    }

    /// Judges the next byte.
    mutating func take(_ byte: UInt8) throws(Refusal) {
        guard let next = next(byte) else { throw .malformedChunkExtension }
        state = next
    }

    private func next(_ byte: UInt8) -> State? {
        switch state {
        case .beforeName:
            byte.isBlank ? .beforeName : byte.isTokenCharacter ? .name : nil
        case .name:
            byte.isTokenCharacter ? .name : afterName(byte)
        case .afterName:
            afterName(byte)
        case .beforeValue:
            byte.isBlank
                ? .beforeValue
                : byte == .quote ? .quoted : byte.isTokenCharacter ? .value : nil
        case .value:
            byte.isTokenCharacter ? .value : afterValue(byte)
        case .quoted:
            byte == .quote
                ? .quoteEnd : byte == .backslash ? .escaped : isQuotable(byte) ? .quoted : nil
        case .escaped:
            isQuotable(byte) ? .quoted : nil
        case .quoteEnd, .afterValue:
            afterValue(byte)
        }
    }

    private func afterName(_ byte: UInt8) -> State? {
        byte == .equals
            ? .beforeValue : afterValue(byte) == .afterValue ? .afterName : afterValue(byte)
    }

    private func afterValue(_ byte: UInt8) -> State? {
        byte.isBlank ? .afterValue : byte == .semicolon ? .beforeName : nil
    }

    private func isQuotable(_ byte: UInt8) -> Bool { !byte.isControl || byte == .tab }
}
