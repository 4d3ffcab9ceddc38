// SPDX-License-Identifier: Apache-2.0
import HTTPTypes

/// The cookies of a request: names and values, without what else they were set with.
///
/// As browsers send them,
/// [RFC 6265bis §5.8.3](https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#section-5.8.3): nothing is
/// decoded, quotes belong to the value, and a part without `=` is the value of a cookie without a name.
/// A name may come several times, the one with the longest path first. All of it is the client's to choose.
public struct Cookies: Sendable, Hashable {
    /// A name with one of its values.
    public struct Pair: Sendable, Hashable {
        /// What stands before the first `=`; empty without one.
        public let name: String
        /// What stands behind it.
        public let value: String
    }

    /// All of them, in the order in which they were sent.
    public let pairs: [Pair]

    /// Reads the value of a `Cookie` field.
    init(_ text: String) {
        pairs = text.utf8.split(separator: UInt8(ascii: ";")).compactMap { part in
            let text = Substring(part).trimmingBlanks
            guard !text.isEmpty else { return nil }
            guard let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")) else {
                return Pair(name: "", value: String(text))
            }
            return Pair(
                name: String(text[..<equals].trimmingBlanks),
                value: String(text[text.utf8.index(after: equals)...].trimmingBlanks))
        }
    }

    /// The first value of `name`; nil when there is none.
    public subscript(name: String) -> String? {
        pairs.first { $0.name == name }?.value
    }

    /// All values of `name`, in their order.
    public subscript(values name: String) -> [String] {
        pairs.filter { $0.name == name }.map(\.value)
    }
}

extension Request {
    /// The cookies that the client sent; read anew each time, so keep them.
    public var cookies: Cookies { Cookies(value(of: .cookie) ?? "") }
}
