// SPDX-License-Identifier: Apache-2.0

extension Substring {
    /// `name=value` taken apart, RFC 9110 §5.6.6: the name in lower case, neither with blanks around it; nil
    /// without a `=`.
    var parameter: (name: String, value: Substring)? {
        let halves = split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2 else { return nil }
        return (halves[0].trimmingBlanks.lowercased(), halves[1].trimmingBlanks)
    }
}
