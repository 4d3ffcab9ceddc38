// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Portico

extension HTTPFields {
    /// Whether the bytes must stay as they are.
    var forbidCompression: Bool {
        self[.contentEncoding] != nil || hasNoTransform
            || Self.digests.contains { self[$0] != nil }
    }

    /// RFC 9111 §5.2.2.6.
    private var hasNoTransform: Bool {
        guard let value = self[.cacheControl] else { return false }
        return value.members.contains { $0.lowercased() == "no-transform" }
    }

    /// Fields that hold a digest of the content, RFC 9530 and those before it.
    private static let digests = ["Repr-Digest", "Content-Digest", "Digest", "Content-MD5"]
        .compactMap { HTTPField.Name($0) }

    /// Says that clients with another `Accept-Encoding` may get other bytes, RFC 9110 §12.5.5.
    mutating func addVaryingCoding() {
        guard let value = self[.vary], !value.isEmpty else {
            self[.vary] = "Accept-Encoding"
            return
        }
        let says = value.members.contains { $0 == "*" || $0.lowercased() == "accept-encoding" }
        if !says { self[.vary] = "\(value), Accept-Encoding" }
    }

    /// Says what has become of a body that is in `coding` now.
    mutating func describe(_ coding: CompressionCoding) {
        self[.contentEncoding] = coding.rawValue
        self[.contentLength] = nil
        // Ranges would be of the compressed bytes, which nobody keeps.
        self[.acceptRanges] = nil
        weakenEntityTag()
    }

    /// RFC 9110 §8.8.1: the same content in other bytes has no strong tag in common.
    mutating func weakenEntityTag() {
        if let tag = self[.eTag], !tag.hasPrefix("W/") { self[.eTag] = "W/\(tag)" }
    }
}

extension String {
    /// The members of a list, RFC 9110 §5.6.1.
    fileprivate var members: [Substring] {
        split(separator: ",").map { member in
            let start = member.drop { $0 == " " || $0 == "\t" }
            return start.prefix { $0 != " " && $0 != "\t" }
        }
    }
}

extension Response {
    /// Completes a 304: the fields are those that a 200 would have, RFC 9110 §15.4.5.
    mutating func describeKeptCopy(of request: Request) {
        guard headers[.contentEncoding] == nil else { return }
        headers.addVaryingCoding()
        // The client has the compressed copy, if it says so: a tag has no quotes within.
        guard let tag = headers[.eTag], let kept = request.value(of: .ifNoneMatch),
            kept.contains("W/\(tag)")
        else { return }
        headers.weakenEntityTag()
    }
}
