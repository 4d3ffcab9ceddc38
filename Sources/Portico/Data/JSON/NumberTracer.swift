// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import HTTPTypes

// JSONDecoder reports a number that does not fit its type like a mistake of syntax, without its path. Then the
// type is decoded once more, through decoders of our own that know where they are.

/// Decodes a type and notes where a number does not fit.
enum NumberTracer {
    /// Throws 422 with the path of the number.
    static func decode<Value: Decodable>(
        _ type: Value.Type, _ data: Data, with decoder: JSONDecoder
    ) throws -> Value {
        do {
            return try decoder.decode(Traced<Value>.self, from: data).value
        } catch let error as DecodingError {
            throw DecodingFailure(error).httpError(.unprocessableContent)
        }
    }
}

/// A value that has been decoded through a ``TracingDecoder``.
private struct Traced<Value: Decodable>: Decodable {
    let value: Value

    init(from decoder: any Decoder) throws {
        value = try Value(from: TracingDecoder(inner: decoder))
    }

    /// Whether JSONDecoder reads the type in its own way, which it only does if it sees it.
    static var isOpaque: Bool {
        Value.self == Date.self || Value.self == Data.self || Value.self == URL.self
            || Value.self == Decimal.self
    }
}

/// Passes everything on, and gives errors about numbers their path.
private struct TracingDecoder: Decoder {
    let inner: any Decoder
    var codingPath: [any CodingKey] { inner.codingPath }
    var userInfo: [CodingUserInfoKey: Any] { inner.userInfo }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(TracingKeyed(inner: try inner.container(keyedBy: type)))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        TracingUnkeyed(inner: try inner.unkeyedContainer())
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        TracingSingleValue(inner: try inner.singleValueContainer())
    }
}

private struct TracingKeyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let inner: KeyedDecodingContainer<Key>
    var codingPath: [any CodingKey] { inner.codingPath }
    var allKeys: [Key] { inner.allKeys }

    func contains(_ key: Key) -> Bool { inner.contains(key) }

    func decodeNil(forKey key: Key) throws -> Bool { try inner.decodeNil(forKey: key) }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        if Traced<Value>.isOpaque { return try inner.decode(type, forKey: key) }
        return try inner.decode(Traced<Value>.self, forKey: key).value
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        let nested = try inner.nestedContainer(keyedBy: type, forKey: key)
        return KeyedDecodingContainer(TracingKeyed<Nested>(inner: nested))
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        TracingUnkeyed(inner: try inner.nestedUnkeyedContainer(forKey: key))
    }

    func superDecoder() throws -> any Decoder { TracingDecoder(inner: try inner.superDecoder()) }

    func superDecoder(forKey key: Key) throws -> any Decoder {
        TracingDecoder(inner: try inner.superDecoder(forKey: key))
    }
}

private struct TracingUnkeyed: UnkeyedDecodingContainer {
    var inner: any UnkeyedDecodingContainer
    var codingPath: [any CodingKey] { inner.codingPath }
    var count: Int? { inner.count }
    var isAtEnd: Bool { inner.isAtEnd }
    var currentIndex: Int { inner.currentIndex }

    mutating func decodeNil() throws -> Bool { try inner.decodeNil() }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if Traced<Value>.isOpaque { return try inner.decode(type) }
        return try inner.decode(Traced<Value>.self).value
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
        KeyedDecodingContainer(TracingKeyed(inner: try inner.nestedContainer(keyedBy: type)))
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        TracingUnkeyed(inner: try inner.nestedUnkeyedContainer())
    }

    mutating func superDecoder() throws -> any Decoder {
        TracingDecoder(inner: try inner.superDecoder())
    }
}

private struct TracingSingleValue: SingleValueDecodingContainer {
    let inner: any SingleValueDecodingContainer
    var codingPath: [any CodingKey] { inner.codingPath }

    func decodeNil() -> Bool { inner.decodeNil() }

    func decode(_ type: Bool.Type) throws -> Bool { try inner.decode(type) }
    func decode(_ type: String.Type) throws -> String { try inner.decode(type) }
    func decode(_ type: Double.Type) throws -> Double { try number { try inner.decode(type) } }
    func decode(_ type: Float.Type) throws -> Float { try number { try inner.decode(type) } }
    func decode(_ type: Int.Type) throws -> Int { try number { try inner.decode(type) } }
    func decode(_ type: Int8.Type) throws -> Int8 { try number { try inner.decode(type) } }
    func decode(_ type: Int16.Type) throws -> Int16 { try number { try inner.decode(type) } }
    func decode(_ type: Int32.Type) throws -> Int32 { try number { try inner.decode(type) } }
    func decode(_ type: Int64.Type) throws -> Int64 { try number { try inner.decode(type) } }
    func decode(_ type: UInt.Type) throws -> UInt { try number { try inner.decode(type) } }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try number { try inner.decode(type) } }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try number { try inner.decode(type) } }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try number { try inner.decode(type) } }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try number { try inner.decode(type) } }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if Traced<Value>.isOpaque { return try inner.decode(type) }
        return try inner.decode(Traced<Value>.self).value
    }

    /// What is no `DecodingError` here says that the number does not fit, as no code of `Value` runs.
    private func number<Value: Decodable>(_ decode: () throws -> Value) throws -> Value {
        do {
            return try decode()
        } catch let error as DecodingError {
            throw error
        } catch {
            throw DecodingError.typeMismatch(
                Value.self, DecodingError.Context(codingPath: codingPath, debugDescription: ""))
        }
    }
}
