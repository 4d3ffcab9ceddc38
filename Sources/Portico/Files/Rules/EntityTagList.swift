// SPDX-License-Identifier: Apache-2.0

/// What a condition lists: any content at all, or that with one of these tags.
enum EntityTagList: Equatable {
    case any
    case tags([EntityTag])

    /// Reads the value of `If-Match` or `If-None-Match`; nil when it is malformed, RFC 9110 §13.1.1.
    init?(_ text: String) {
        var reader = EntityTagReader(text)
        reader.skipBlanks()
        if reader.take("*") {
            reader.skipBlanks()
            guard reader.isAtEnd else { return nil }
            self = .any
            return
        }
        var tags: [EntityTag] = []
        while !reader.isAtEnd {
            // Empty members of a list are skipped, RFC 9110 §5.6.1.2.
            if reader.take(",") {
                reader.skipBlanks()
                continue
            }
            guard let tag = reader.tag() else { return nil }
            tags.append(tag)
            reader.skipBlanks()
            guard reader.isAtEnd || reader.isAt(",") else { return nil }
        }
        guard !tags.isEmpty else { return nil }
        self = .tags(tags)
    }

    func contains(_ isWanted: (EntityTag) -> Bool) -> Bool {
        switch self {
        case .any: true
        case .tags(let tags): tags.contains(where: isWanted)
        }
    }
}
