// SPDX-License-Identifier: Apache-2.0

extension String {
    /// The same text with another in place of each occurrence.
    func replacingOccurrences(_ part: String, with other: String) -> String {
        split(separator: part, omittingEmptySubsequences: false).joined(separator: other)
    }
}
