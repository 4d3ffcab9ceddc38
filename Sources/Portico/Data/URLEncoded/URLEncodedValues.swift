// SPDX-License-Identifier: Apache-2.0

/// The names and values of a query or a form, decoded, in the order in which they were sent.
///
/// Read as browsers write them, [URL Standard §5.1](https://url.spec.whatwg.org/#urlencoded-parsing): `+` is a
/// blank, escapes are taken out once, and what is no UTF-8 becomes U+FFFD.
///
/// ## Topics
/// ### Getting them
/// - ``Request/queryParameters``
/// - ``Request/form()-(_)``
/// - ``init(_:)``
/// ### Reading
/// - ``subscript(_:)``
/// - ``subscript(values:)``
/// - ``get(_:as:)``
/// - ``require(_:)``
/// - ``require(_:as:)``
/// - ``pairs``
public struct URLEncodedValues: Sendable, Hashable {
    /// A name with one of its values.
    public struct Pair: Sendable, Hashable {
        /// What stands before the first `=`.
        public let name: String
        /// What stands behind it; empty without one.
        public let value: String

        /// Makes a pair of decoded text.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// All of them; names may come several times.
    public let pairs: [Pair]

    /// Reads `text`, a query without its `?` for example.
    public init(_ text: String) {
        self.init(parsing: text.utf8)
    }

    init(pairs: [Pair]) {
        self.pairs = pairs
    }

    init(parsing bytes: some Collection<UInt8>) {
        pairs = bytes.split(separator: UInt8(ascii: "&")).map { part in
            let name = part.prefix { $0 != UInt8(ascii: "=") }
            let value = part.dropFirst(name.count + 1)
            return Pair(name: Self.decode(name), value: Self.decode(value))
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

    /// The first value of `name` as a number, for example; nil when there is none.
    ///
    /// ```swift
    /// let page = try request.queryParameters.get("page", as: Int.self) ?? 1
    /// ```
    /// A `Bool` is `true`, `on` or `1`, or `false`, `off` or `0`.
    ///
    /// - Throws: 400 that names what was expected, when the text says nothing of the kind.
    public func get<Value: LosslessStringConvertible>(
        _ name: String, as type: Value.Type
    ) throws(HTTPError) -> Value? {
        guard let text = self[name] else { return nil }
        return try TextValue.require(text, as: type, name: name)
    }

    /// The first value of `name`.
    ///
    /// - Throws: 400 that names it, when there is none.
    public func require(_ name: String) throws(HTTPError) -> String {
        guard let text = self[name] else { throw TextValue.failure(name, "it is missing") }
        return text
    }

    /// The first value of `name` as a number, for example.
    ///
    /// - Throws: 400 that names it, when there is none or it says nothing of the kind.
    public func require<Value: LosslessStringConvertible>(
        _ name: String, as type: Value.Type
    ) throws(HTTPError) -> Value {
        try TextValue.require(require(name), as: type, name: name)
    }

    private static func decode(_ bytes: some Collection<UInt8>) -> String {
        String(decoding: PercentEncoding.decode(bytes, plusIsBlank: true), as: UTF8.self)
    }
}
