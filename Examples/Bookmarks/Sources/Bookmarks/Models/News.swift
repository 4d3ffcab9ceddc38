// SPDX-License-Identifier: Apache-2.0

/// What has become of a bookmark.
enum Change: Sendable, Equatable {
    case put(Bookmark)
    case removed(Int64)
}

/// What has changed since a client last asked.
struct News: Sendable, Equatable {
    var changes: [Change]
    /// The number of the last change: where the client goes on.
    var last: Int64
    /// False if the client has to begin anew: it was away for so long that changes have been forgotten, or its
    /// number is of another database.
    var isComplete = true
}
