// SPDX-License-Identifier: Apache-2.0
import HTTP1
import Testing

struct ProxyHeaderReaderTests {
    typealias Outcome = ProxyHeaderReader.Outcome

    /// A header of version 2.
    static func binary(
        versionAndCommand: UInt8 = 0x21, family: UInt8 = 0x11, _ payload: [UInt8]
    ) -> [UInt8] {
        Array("\r\n\r\n\0\r\nQUIT\n".utf8) + [versionAndCommand, family]
            + [UInt8(payload.count >> 8), UInt8(payload.count & 0xff)] + payload
    }

    private static let ipv4: [UInt8] = [203, 0, 113, 9, 10, 0, 0, 1, 0x13, 0x88, 0, 80]
    private static let ipv6: [UInt8] =
        Array(1...16) + Array(repeating: 0, count: 16) + [0x13, 0x88, 0, 80]

    private static let whole: [(bytes: [UInt8], client: ProxyHeaderReader.Client)] = [
        (
            Array("PROXY TCP4 203.0.113.9 10.0.0.1 5000 80\r\n".utf8),
            .text("203.0.113.9", port: 5000)
        ),
        (
            Array("PROXY TCP6 2001:db8::1 ::1 5000 80\r\n".utf8),
            .text("2001:db8::1", port: 5000)
        ),
        (Array("PROXY UNKNOWN\r\n".utf8), .unknown),
        (Array("PROXY UNKNOWN ffff:: ffff:: 65535 65535\r\n".utf8), .unknown),
        (binary(ipv4), .bytes([203, 0, 113, 9], port: 5000)),
        // Values that the proxy adds are passed over.
        (binary(ipv4 + [0x03, 0, 1, 7]), .bytes([203, 0, 113, 9], port: 5000)),
        (binary(family: 0x21, ipv6), .bytes(Array(1...16), port: 5000)),
        (binary(versionAndCommand: 0x20, family: 0, []), .unknown),
        (binary(versionAndCommand: 0x20, ipv4), .unknown),
        (binary(family: 0x00, []), .unknown),
        (binary(family: 0x31, [UInt8](repeating: 0, count: 216)), .unknown),
        (binary(family: 0x12, ipv4), .unknown),
    ]

    /// Whatever pieces it comes in, and with a request behind it.
    @Test(arguments: whole.indices, [1, 5, 1000])
    func takesTheHeaderAndNoMore(_ index: Int, _ pieceBytes: Int) {
        let (header, client) = Self.whole[index]
        let bytes = header + Array("GET / HTTP/1.1\r\n".utf8)
        var reader = ProxyHeaderReader()
        var used = 0
        var outcome = Outcome.needsMore
        while outcome == .needsMore, used < bytes.count {
            let end = min(used + pieceBytes, bytes.count)
            let (count, next) = reader.read(Array(bytes[used..<end]).span)
            (used, outcome) = (used + count, next)
        }
        #expect(outcome == .client(client))
        #expect(used == header.count)
    }

    @Test(arguments: whole.indices)
    func waitsForItsEnd(_ index: Int) {
        var reader = ProxyHeaderReader()
        let bytes = Array(Self.whole[index].bytes.dropLast())
        let (used, outcome) = reader.read(bytes.span)
        #expect(used == bytes.count)
        #expect(outcome == .needsMore)
    }

    private static let malformed: [[UInt8]] =
        [
            "GET / HTTP/1.1\r\n", "PROXYTCP4", "proxy TCP4", "\n", "\r\n\r\nGET",
            "PROXY TCP4 203.0.113.9 10.0.0.1 5000 80\n", "PROXY \r\n", "PROXY TCP5 a b 1 2\r\n",
            "PROXY TCP4 203.0.113.9 10.0.0.1 5000\r\n", "PROXY TCP4  10.0.0.1 5000 80\r\n",
            "PROXY TCP4 203.0.113.9 10.0.0.1 65536 80\r\n",
            "PROXY TCP4 203.0.113.9 10.0.0.1 +5 80\r\n", "PROXY TCP4 203.0.113.9 10.0.0.1 5 \r\n",
            "PROXY TCP4 203.0.113.9 10.0.0.1 5 80 1\r\n", "PROXY TCP4 ::1 ::1 5000 80\r\n",
            "PROXY TCP6 203.0.113.9 10.0.0.1 5000 80\r\n",
            "PROXY UNKNOWN " + String(repeating: "a", count: 94),
        ].map { Array($0.utf8) } + [
            binary(versionAndCommand: 0x11, ipv4), binary(versionAndCommand: 0x22, ipv4),
            binary(Array(ipv4.dropLast())), binary(family: 0x21, ipv4),
            binary(ipv4 + [UInt8](repeating: 0, count: 2048)),
        ]

    @Test(arguments: malformed.indices)
    func refusesWhatIsNone(_ index: Int) {
        var reader = ProxyHeaderReader()
        let bytes = Self.malformed[index]
        let (_, outcome) = reader.read(bytes.span)
        #expect(outcome == .malformed)
    }
}
