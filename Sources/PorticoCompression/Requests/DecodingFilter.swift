// SPDX-License-Identifier: Apache-2.0
import Portico
import PorticoPool

/// Expands the body of a request.
struct DecodingFilter: BodyDecoder {
    private let coding: CompressionCoding
    private let decoder: Guarded<any Decoder>

    init(_ coding: CompressionCoding) throws(CodecError) {
        self.coding = coding
        decoder = Guarded(try coding.makeDecoder())
    }

    func decode(
        _ input: [UInt8], from start: inout Int, upTo limit: Int
    ) throws(RequestBodyError) -> [UInt8] {
        do throws(CodecError) {
            return try decoder.withLock { decoder throws(CodecError) in
                try decoder.decode(input, from: &start, upTo: limit)
            }
        } catch {
            throw .malformed(reason: "it is not what \(coding.rawValue) makes")
        }
    }

    func finish() throws(RequestBodyError) {
        guard !decoder.withLock({ $0.isComplete }) else { return }
        throw .malformed(reason: "it ends before \(coding.rawValue) does")
    }
}
