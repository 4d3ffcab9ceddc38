// SPDX-License-Identifier: Apache-2.0

/// The rules for request targets, RFC 9112 §3.2.
///
/// A path and a query may hold all that the WHATWG URL standard lets a browser send: no control
/// character, no blank, no `#`. They are kept as sent; a `%` need not begin an escape.
enum RequestTarget {
    /// Judges a target, of which every byte may stand in one, and splits it.
    ///
    /// - Returns: Its parts, and a refusal that counts if nothing worse is found in the whole head.
    static func judge(
        _ bytes: Span<UInt8>, method: Range<Int>, _ target: Range<Int>
    ) throws(Refusal) -> (TargetParts, Refusal?) {
        guard !target.isEmpty else { throw .emptyTarget }
        let first = bytes[target.lowerBound]
        // A tunnel is not what a server of documents offers, RFC 9110 §9.3.6; it has no path.
        if bytes.matches(method, lowercased: "connect") {
            guard isHostAndPort(bytes, target) else { throw .malformedTarget }
            return (split(bytes, target, authority: nil), .connectNotOffered)
        }
        if first == .slash { return (split(bytes, target, authority: nil), nil) }
        if first == .asterisk, target.count == 1, bytes.matches(method, lowercased: "options") {
            return (split(bytes, target, authority: nil), nil)
        }
        guard let authority = authority(bytes, target),
            !authority.isEmpty, bytes[authority.lowerBound] != .colon,
            Host.isValid(bytes, authority)
        else { throw .malformedTarget }
        // RFC 9110 §7.4: must not be served over a connection that is not secured.
        let isSecure = bytes[target.lowerBound + 4] != .colon
        return (split(bytes, target, authority: authority), isSecure ? .httpsWithoutTLS : nil)
    }

    /// Where the authority of an absolute-form target stands, or nil if it has another form.
    static func authority(_ bytes: Span<UInt8>, _ target: Range<Int>) -> Range<Int>? {
        var start = target.lowerBound
        if target.count > 7, bytes.matches(start..<start + 7, lowercased: "http://") {
            start += 7
        } else if target.count > 8, bytes.matches(start..<start + 8, lowercased: "https://") {
            start += 8
        } else {
            return nil
        }
        var end = start
        while end < target.upperBound, bytes[end] != .slash, bytes[end] != .questionMark {
            end += 1
        }
        return start..<end
    }

    /// The authority form: a host that is not empty, and a port after its colon.
    private static func isHostAndPort(_ bytes: Span<UInt8>, _ target: Range<Int>) -> Bool {
        var colon = target.upperBound - 1
        while colon > target.lowerBound, bytes[colon] &- .zero < 10 { colon -= 1 }
        return colon > target.lowerBound && bytes[colon] == .colon && Host.isValid(bytes, target)
    }

    private static func split(
        _ bytes: Span<UInt8>, _ target: Range<Int>, authority: Range<Int>?
    ) -> TargetParts {
        let start = target.lowerBound
        var query = authority?.upperBound ?? start
        while query < target.upperBound, bytes[query] != .questionMark { query += 1 }
        return TargetParts(
            count: target.count,
            authority: authority.map { $0.lowerBound - start..<$0.upperBound - start },
            query: query < target.upperBound ? query - start : nil)
    }
}
