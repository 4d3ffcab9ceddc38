// SPDX-License-Identifier: Apache-2.0

/// What names one state of a file's content, RFC 9110 §8.8.3.
struct EntityTag: Sendable, Equatable {
    /// With its quotes.
    let quoted: String
    let isWeak: Bool

    /// As it stands in a field.
    var text: String { isWeak ? "W/\(quoted)" : quoted }

    /// Whether both name the same bytes, RFC 9110 §8.8.3.2.
    func isStronglyEqual(to other: EntityTag) -> Bool {
        !isWeak && !other.isWeak && quoted == other.quoted
    }

    /// Whether both name the same content, perhaps in other bytes, RFC 9110 §8.8.3.2.
    func isWeaklyEqual(to other: EntityTag) -> Bool {
        quoted == other.quoted
    }
}

extension EntityTag {
    /// Reads a value that is one tag; nil when it is something else.
    init?(_ text: String) {
        var reader = EntityTagReader(text)
        reader.skipBlanks()
        guard let tag = reader.tag() else { return nil }
        reader.skipBlanks()
        guard reader.isAtEnd else { return nil }
        self = tag
    }
}
