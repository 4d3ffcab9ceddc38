// SPDX-License-Identifier: Apache-2.0

/// Decodes a type with one level of keys from the values of a query or a form.
struct URLEncodedDecoder: Decoder {
    /// A dictionary, because clients choose how many names there are.
    fileprivate let values: [String: [String]]
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]

    init(_ values: URLEncodedValues) {
        self.values = Dictionary(grouping: values.pairs, by: \.name).mapValues { $0.map(\.value) }
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(URLEncodedContainer(values: values))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw URLEncodedShapeError(path: "", wanted: "an array")
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        throw URLEncodedShapeError(path: "", wanted: "a single value")
    }
}

/// A program asked for what queries and forms do not have.
struct URLEncodedShapeError: Error, CustomStringConvertible {
    let path: String
    let wanted: String

    var description: String {
        "cannot read \(wanted) from \(path.isEmpty ? "a whole query or form" : "\"\(path)\""): they have "
            + "one level of names, with text behind each; decode a type like that"
    }
}

/// The names of a query or a form as the keys of a type.
private struct URLEncodedContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let values: [String: [String]]
    let codingPath: [any CodingKey] = []

    var allKeys: [Key] { values.keys.compactMap { Key(stringValue: $0) } }

    func contains(_ key: Key) -> Bool { values[key.stringValue] != nil }

    /// Browsers send a field that was left empty: that is nil for an optional.
    func decodeNil(forKey key: Key) -> Bool { values[key.stringValue]?.first?.isEmpty ?? true }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        // An array of a name that was not sent is empty: no browser can say that otherwise.
        try TextDecoder(values[key.stringValue] ?? [], [key]).decode(type)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        throw URLEncodedShapeError(path: key.stringValue, wanted: "a type with keys")
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedDecodingContainer {
        TextDecoder.Values(of: TextDecoder(values[key.stringValue] ?? [], [key]))
    }

    func superDecoder() throws -> any Decoder {
        throw URLEncodedShapeError(path: "super", wanted: "the keys of a superclass")
    }

    func superDecoder(forKey key: Key) -> any Decoder {
        TextDecoder(values[key.stringValue] ?? [], [key])
    }
}
