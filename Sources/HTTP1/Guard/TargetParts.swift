// SPDX-License-Identifier: Apache-2.0

/// Where the parts of a request target stand, RFC 9112 §3.2, counted from its first byte.
package struct TargetParts: Sendable, Equatable {
    private var authorityStart: Int32 = 0
    /// 0 unless the target is in absolute form.
    private var authorityEnd: Int32 = 0
    private var pathEnd: Int32 = 0
    private var count: Int32 = 0

    init() {}

    /// Splits a target of `count` bytes; `authority` is given for the absolute form alone, and `query`
    /// is where the question mark stands.
    init(count: Int, authority: Range<Int>?, query: Int?) {
        self.count = Int32(count)
        pathEnd = Int32(query ?? count)
        guard let authority else { return }
        authorityStart = Int32(authority.lowerBound)
        authorityEnd = Int32(authority.upperBound)
    }

    /// Splits a target that no client sent; it is not checked.
    package init(splitting target: [UInt8]) {
        let bytes = target.span
        self.init(
            count: target.count, authority: RequestTarget.authority(bytes, 0..<target.count),
            query: target.firstIndex(of: .questionMark))
    }

    /// The host and port of the absolute form; nil for all other forms.
    package var authority: Range<Int>? {
        authorityEnd > 0 ? Int(authorityStart)..<Int(authorityEnd) : nil
    }

    /// The path, still percent-encoded; empty in an absolute form that names none, which means `/`.
    package var path: Range<Int> { Int(authorityEnd)..<max(Int(authorityEnd), Int(pathEnd)) }

    /// What follows the first question mark; nil without one.
    package var query: Range<Int>? {
        pathEnd < count ? Int(pathEnd) + 1..<Int(count) : nil
    }
}
