// SPDX-License-Identifier: Apache-2.0
import HTTPTypes

extension HTTPFields {
    /// The lines of those that may follow a body, RFC 9110 §6.5.1.
    var trailerLines: [UInt8] {
        var lines: [UInt8] = []
        for field in self where !Self.notInTrailers.contains(field.name.canonicalName) {
            lines.append(contentsOf: field.name.rawName.utf8)
            lines.append(contentsOf: ": ".utf8)
            lines.append(contentsOf: field.value.utf8)
            lines.append(contentsOf: "\r\n".utf8)
        }
        return lines
    }

    /// What a client must know before the body, or what belongs to one connection.
    private static let notInTrailers: Set<String> = [
        // Framing, RFC 9112 §6, and the connection, RFC 9110 §7.6.
        "transfer-encoding", "content-length", "trailer", "te", "connection", "keep-alive",
        "proxy-connection", "upgrade",
        // Routing, conditions and other things that a request asks for.
        "host", "via", "expect", "max-forwards", "range", "if-match", "if-none-match",
        "if-modified-since", "if-unmodified-since", "if-range",
        // Authentication, and what is as good as that.
        "authorization", "proxy-authorization", "www-authenticate", "proxy-authenticate",
        "authentication-info", "proxy-authentication-info", "cookie", "set-cookie",
        // How to treat the response, and how to read its content.
        "age", "cache-control", "expires", "date", "location", "retry-after", "vary", "warning",
        "content-encoding", "content-type", "content-range",
    ]
}
