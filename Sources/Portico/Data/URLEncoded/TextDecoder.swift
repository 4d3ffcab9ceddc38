// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// Decodes what stands behind one name: a single value, or an array of all.
struct TextDecoder: Decoder {
    let texts: [String]
    let codingPath: [any CodingKey]
    let userInfo: [CodingUserInfoKey: Any] = [:]

    init(_ texts: [String], _ codingPath: [any CodingKey]) {
        self.texts = texts
        self.codingPath = codingPath
    }

    /// The first value, as text that `Value` can be made of.
    func read<Value: LosslessStringConvertible>(_ type: Value.Type = Value.self) throws -> Value {
        guard let value = TextValue.read(try first(), as: type) else {
            throw DecodingError.typeMismatch(type, context)
        }
        return value
    }

    /// Anything that decodes itself from one or several values; dates are ISO 8601.
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if type == Date.self, let date = try Date(iso8601: first()) as? Value { return date }
        if type == Date.self { throw DecodingError.typeMismatch(type, context) }
        return try Value(from: self)
    }

    private func first() throws -> String {
        if let text = texts.first { return text }
        guard let key = codingPath.last else {
            throw DecodingError.valueNotFound(String.self, context)
        }
        throw DecodingError.keyNotFound(
            key, DecodingError.Context(codingPath: codingPath.dropLast(), debugDescription: ""))
    }

    /// Its text is nobody's: ``DecodingFailure`` writes its own.
    private var context: DecodingError.Context {
        DecodingError.Context(codingPath: codingPath, debugDescription: "")
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        throw URLEncodedShapeError(path: codingPath.text, wanted: "a type with keys")
    }

    func unkeyedContainer() -> any UnkeyedDecodingContainer { Values(of: self) }

    func singleValueContainer() -> any SingleValueDecodingContainer { SingleValue(decoder: self) }
}

extension Date {
    fileprivate init?(iso8601 text: String) {
        guard let date = try? Date.ISO8601FormatStyle().parse(text) else { return nil }
        self = date
    }
}

extension TextDecoder {
    /// The first value.
    private struct SingleValue: SingleValueDecodingContainer {
        let decoder: TextDecoder
        var codingPath: [any CodingKey] { decoder.codingPath }

        func decodeNil() -> Bool { decoder.texts.first?.isEmpty ?? true }

        func decode(_ type: Bool.Type) throws -> Bool { try decoder.read() }
        func decode(_ type: String.Type) throws -> String { try decoder.read() }
        func decode(_ type: Double.Type) throws -> Double { try decoder.read() }
        func decode(_ type: Float.Type) throws -> Float { try decoder.read() }
        func decode(_ type: Int.Type) throws -> Int { try decoder.read() }
        func decode(_ type: Int8.Type) throws -> Int8 { try decoder.read() }
        func decode(_ type: Int16.Type) throws -> Int16 { try decoder.read() }
        func decode(_ type: Int32.Type) throws -> Int32 { try decoder.read() }
        func decode(_ type: Int64.Type) throws -> Int64 { try decoder.read() }
        func decode(_ type: UInt.Type) throws -> UInt { try decoder.read() }
        func decode(_ type: UInt8.Type) throws -> UInt8 { try decoder.read() }
        func decode(_ type: UInt16.Type) throws -> UInt16 { try decoder.read() }
        func decode(_ type: UInt32.Type) throws -> UInt32 { try decoder.read() }
        func decode(_ type: UInt64.Type) throws -> UInt64 { try decoder.read() }
        func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
            try decoder.decode(type)
        }
    }

    /// All values, one after the other.
    struct Values: UnkeyedDecodingContainer {
        private let decoder: TextDecoder
        private(set) var currentIndex = 0

        init(of decoder: TextDecoder) { self.decoder = decoder }

        var codingPath: [any CodingKey] { decoder.codingPath }
        var count: Int? { decoder.texts.count }
        var isAtEnd: Bool { currentIndex >= decoder.texts.count }

        /// An empty one of several is a value.
        func decodeNil() -> Bool { false }

        mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
            let value = try current.decode(type)
            currentIndex += 1
            return value
        }

        /// The next value alone.
        private var current: TextDecoder {
            TextDecoder(
                isAtEnd ? [] : [decoder.texts[currentIndex]],
                decoder.codingPath + [TextKey(intValue: currentIndex)])
        }

        func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type
        ) throws -> KeyedDecodingContainer<Nested> {
            try current.container(keyedBy: type)
        }

        func nestedUnkeyedContainer() -> any UnkeyedDecodingContainer { Values(of: current) }

        mutating func superDecoder() -> any Decoder { current }
    }
}
