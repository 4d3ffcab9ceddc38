// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import HTTPTypes

/// JSON of bodies, in and out.
enum JSONBody {
    static let contentType = "application/json"

    /// 415 unless `request` says that its body is JSON.
    ///
    /// A body without a type is refused as well: a page of another origin may send one without asking first.
    static func checkContentType(_ request: Request) throws(HTTPError) {
        let type = request.value(of: .contentType).flatMap { MediaType($0) }
        guard type?.isJSON != true else { return }
        // RFC 9110 §12.5.1: what would be accepted.
        throw HTTPError(
            .unsupportedMediaType, message: "the body must be \(contentType)",
            headers: [.accept: contentType])
    }

    /// Reads `bytes`; what is wrong with them is an ``HTTPError``, and what else `type` throws is passed on.
    static func decode<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8]) throws -> Value {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in try date(from: decoder) }
        let data = Data(bytes)
        do {
            return try decoder.decode(type, from: data)
        } catch let error as DecodingError {
            guard isWithoutPath(error) else {
                throw DecodingFailure(error).httpError(.unprocessableContent)
            }
            guard isWellFormed(data) else {
                throw HTTPError(.badRequest, message: "the body is not well-formed JSON")
            }
            return try NumberTracer.decode(type, data, with: decoder)
        }
    }

    /// ISO 8601, with an error that has its path: JSONDecoder's own strategy names what holds the date.
    private static func date(from decoder: any Decoder) throws -> Date {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let date = try? Date.ISO8601FormatStyle().parse(text) else {
            throw DecodingError.typeMismatch(
                Date.self,
                DecodingError.Context(codingPath: decoder.codingPath, debugDescription: ""))
        }
        return date
    }

    /// Writes `value`.
    static func encode(_ value: some Encodable) throws(JSONEncodingError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        // Sorted, because they come in another order each time otherwise, and the entity tag with them.
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        do {
            return Array(try encoder.encode(value))
        } catch {
            throw JSONEncodingError(error)
        }
    }

    /// Whether it may be about syntax, or about a number that does not fit: those have no path.
    private static func isWithoutPath(_ error: DecodingError) -> Bool {
        guard case .dataCorrupted(let context) = error else { return false }
        return context.codingPath.isEmpty
    }

    /// Whether all of `data` can be read by somebody who takes any number for good.
    private static func isWellFormed(_ data: Data) -> Bool {
        (try? JSONDecoder().decode(AnyJSON.self, from: data)) != nil
    }
}

/// Reads every string, and keeps nothing: JSONDecoder looks into them only when somebody asks.
private struct AnyJSON: Decodable {
    init(from decoder: any Decoder) throws {
        if let object = try? decoder.container(keyedBy: TextKey.self) {
            for key in object.allKeys { _ = try object.decode(AnyJSON.self, forKey: key) }
        } else if var array = try? decoder.unkeyedContainer() {
            while !array.isAtEnd { _ = try array.decode(AnyJSON.self) }
        } else {
            do {
                _ = try decoder.singleValueContainer().decode(String.self)
            } catch DecodingError.typeMismatch {
                // A number, true or false.
            } catch DecodingError.valueNotFound {
                // null.
            }
        }
    }
}
