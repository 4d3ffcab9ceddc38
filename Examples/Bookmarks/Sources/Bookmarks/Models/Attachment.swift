// SPDX-License-Identifier: Apache-2.0

/// A file that belongs to a bookmark.
struct Attachment: Sendable, Equatable, Encodable {
    /// Its name in the folder of uploads: random, and nobody's business.
    let key: String
    /// Its name on the computer that it came from, which says nothing about where it is here.
    let name: String
    let bytes: Int

    enum CodingKeys: CodingKey {
        case name, bytes
    }
}
