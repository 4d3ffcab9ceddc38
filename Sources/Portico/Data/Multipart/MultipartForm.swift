// SPDX-License-Identifier: Apache-2.0

/// A small `multipart/form-data` form in memory: fields, and files beside them.
public struct MultipartForm: Sendable {
    /// A file of a form.
    public struct File: Sendable, Hashable {
        /// The name of the field.
        public let name: String
        /// The name of the file at the client: no path, see ``MultipartPart/filename``.
        public let filename: String
        /// The media type that the client gives; it may be wrong.
        public let contentType: String?
        /// What it contains.
        public let bytes: [UInt8]
    }

    /// The names and values of the fields, in their order.
    public let fields: URLEncodedValues
    /// The files, in their order, without those inputs for which no file was chosen.
    public let files: [File]

    /// The first file of the field `name`; nil when none was chosen.
    public func file(_ name: String) -> File? { files.first { $0.name == name } }

    /// Reads the fields into a type with one level of keys, as `decodeForm(as:)` does.
    ///
    /// - Throws: 422 that names the key and what was expected.
    public func decode<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value {
        try fields.decode(type, failure: .unprocessableContent)
    }
}

extension MultipartForm {
    /// Parts that have been collected.
    struct Builder {
        private var pairs: [URLEncodedValues.Pair] = []
        private var files: [File] = []

        mutating func add(_ part: MultipartPart, _ bytes: [UInt8]) {
            guard let filename = part.filename else {
                let value = String(decoding: bytes, as: UTF8.self)
                pairs.append(URLEncodedValues.Pair(name: part.name, value: value))
                return
            }
            guard !(filename.isEmpty && bytes.isEmpty) else { return }
            files.append(
                File(
                    name: part.name, filename: filename, contentType: part.contentType,
                    bytes: bytes))
        }

        var form: MultipartForm {
            MultipartForm(fields: URLEncodedValues(pairs: pairs), files: files)
        }
    }
}
