// SPDX-License-Identifier: Apache-2.0

/// A bookmark as clients read it.
struct ReadBookmark: Decodable, Equatable {
    struct File: Decodable, Equatable {
        var name: String
        var bytes: Int
    }

    var id: Int
    var url: String
    var title: String
    var note: String
    var addedBy: String
    var file: File?
}
