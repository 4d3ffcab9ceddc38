// SPDX-License-Identifier: Apache-2.0

/// The rules for request targets and hosts, RFC 9112 §3.2 and RFC 3986 §3.2.2.
enum RequestTarget {
    /// Refuses a target whose form does not fit the method, or with a broken percent escape.
    static func check(_ bytes: Span<UInt8>, _ facts: RequestFacts) throws(Refusal) {
        let method = facts.start..<facts.methodEnd
        let target = facts.methodEnd + 1..<facts.targetEnd
        // A tunnel is not what a server of documents offers, RFC 9110 §9.3.6.
        guard !bytes.matches(method, lowercased: "connect") else {
            throw Refusal(501, "CONNECT is not offered here")
        }
        guard !target.isEmpty else { throw Refusal(400, "the request target is empty") }
        try checkEscapes(bytes, target)
        if bytes[target.lowerBound] == UInt8(ascii: "/") { return }
        if target.count == 1, bytes[target.lowerBound] == UInt8(ascii: "*"),
            bytes.matches(method, lowercased: "options")
        {
            return
        }
        guard let authority = authority(bytes, target), isHost(bytes, authority) else {
            throw Refusal(400, "the request target is neither a path nor an http URL")
        }
        // RFC 9110 §7.4: must not be served over a connection that is not secured.
        guard bytes[target.lowerBound + 4] == .colon else {
            throw Refusal(421, "an https URL was asked for over a connection without TLS")
        }
    }

    /// Where the authority of an absolute-form target stands, or nil if it has another form.
    private static func authority(_ bytes: Span<UInt8>, _ target: Range<Int>) -> Range<Int>? {
        var start = target.lowerBound
        if target.count > 7, bytes.matches(start..<start + 7, lowercased: "http://") {
            start += 7
        } else if target.count > 8, bytes.matches(start..<start + 8, lowercased: "https://") {
            start += 8
        } else {
            return nil
        }
        var end = start
        while end < target.upperBound, bytes[end] != UInt8(ascii: "/"),
            bytes[end] != UInt8(ascii: "?")
        {
            end += 1
        }
        return start..<end
    }

    private static func checkEscapes(
        _ bytes: Span<UInt8>, _ target: Range<Int>
    ) throws(Refusal) {
        var index = target.lowerBound
        while index < target.upperBound {
            if bytes[index] == UInt8(ascii: "%") {
                guard index + 2 < target.upperBound, bytes[index + 1].isHexDigit,
                    bytes[index + 2].isHexDigit
                else { throw Refusal(400, "a broken percent escape in the request target") }
                index += 2
            }
            index += 1
        }
    }

    /// Whether `range` is `host [":" port]`, with a name, an IPv4 address or an IPv6 address in brackets.
    static func isHost(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard !range.isEmpty else { return false }
        var index = range.lowerBound
        let isBracketed = bytes[index] == UInt8(ascii: "[")
        if isBracketed {
            index += 1
            while index < range.upperBound, bytes[index] != UInt8(ascii: "]") {
                guard
                    bytes[index].isHexDigit || bytes[index] == .colon
                        || bytes[index] == UInt8(ascii: ".")
                else { return false }
                index += 1
            }
            guard index < range.upperBound, index > range.lowerBound + 2 else { return false }
            index += 1
        } else {
            while index < range.upperBound, bytes[index] != .colon {
                guard ByteClass.host.contains(bytes[index]), bytes[index] != UInt8(ascii: "["),
                    bytes[index] != UInt8(ascii: "]")
                else { return false }
                index += 1
            }
            guard index > range.lowerBound else { return false }
        }
        guard index < range.upperBound else { return true }
        guard bytes[index] == .colon else { return false }
        var port = 0
        for index in index + 1..<range.upperBound {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return false }
            port = port * 10 + Int(digit)
            guard port <= UInt16.max else { return false }
        }
        return true
    }
}
