// SPDX-License-Identifier: Apache-2.0

/// What a search for duplicates has found.
struct Duplicates: Sendable {
    /// Files with equal content: two or more in each group, the largest first.
    var groups: [[FoundFile]] = []
    /// What could not be read, and is therefore in no group.
    var problems: [FileProblem] = []

    /// How many files and folders were looked at.
    var (files, folders) = (0, 0)
    /// What was not compared.
    var leftOut = FolderListing.LeftOut()
}
