// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import Portico

/// A link that somebody has kept, as it is in the database and in JSON.
struct Bookmark: Sendable, Equatable, Encodable, ResponseEncodable {
    let id: Int64
    var url: String
    var title: String
    var note: String
    let addedBy: String
    let addedAt: Date
    var file: Attachment?
}

extension Bookmark: FetchableRecord {
    init(row: Row) {
        id = row["id"]
        url = row["url"]
        title = row["title"]
        note = row["note"]
        addedBy = row["addedBy"]
        addedAt = row["addedAt"]
        if let key: String = row["fileKey"] {
            file = Attachment(key: key, name: row["fileName"], bytes: row["fileBytes"])
        }
    }
}
