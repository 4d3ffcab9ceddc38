// SPDX-License-Identifier: Apache-2.0

extension String {
    /// The text of a target or of a part of one: as it was sent, but for bytes that are not UTF-8.
    ///
    /// Those are written as escapes, which mean the same bytes. So none is lost, and a path reads the same
    /// whether its client has escaped them or not.
    init(target bytes: ArraySlice<UInt8>) {
        // Nearly always. To validate them costs ten times as much.
        if bytes.allSatisfy({ $0 < 0x80 }) {
            self.init(decoding: bytes, as: UTF8.self)
            return
        }
        if let text = String(validating: bytes, as: UTF8.self) {
            self = text
            return
        }
        self.init()
        var parser = Unicode.UTF8.ForwardParser()
        var input = bytes.makeIterator()
        var index = bytes.startIndex
        while true {
            switch parser.parseScalar(from: &input) {
            case .valid(let encoded):
                unicodeScalars.append(Unicode.UTF8.decode(encoded))
                index += encoded.count
            case .error(let length):
                for byte in bytes[index..<index + length] {
                    append("%\(String(byte, radix: 16, uppercase: true))")
                }
                index += length
            case .emptyInput:
                return
            }
        }
    }
}
