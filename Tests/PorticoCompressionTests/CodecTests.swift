// SPDX-License-Identifier: Apache-2.0
import Portico
@testable import PorticoCompression
import Testing

struct CodecTests {
    /// Text, noise, nothing, and what is larger than any window.
    static let samples: [[UInt8]] = {
        var generator = SystemRandomNumberGenerator()
        let noise = (0..<70_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
        return [
            [], [7], Array("hello hello hello".utf8), noise,
            Array(String(repeating: "a line of text\n", count: 40_000).utf8),
        ]
    }()

    @Test(
        arguments: CompressionCoding.allCases,
        [CompressionLevel.fastest, .balanced, .smallest, CompressionLevel(zlib: 2, brotli: 0)])
    func expandsWhatItCompresses(_ coding: CompressionCoding, _ level: CompressionLevel) throws {
        for sample in Self.samples {
            for expected in [nil, sample.count] {
                let encoder = try coding.makeEncoder(level, expectedBytes: expected)
                #expect(try coding.expand(encoder.encode(sample, .finish)) == sample)
            }
        }
    }

    @Test(arguments: CompressionCoding.allCases)
    func compressesInPieces(_ coding: CompressionCoding) throws {
        let sample = Self.samples[4]
        let encoder = try coding.makeEncoder(.balanced, expectedBytes: nil)
        var output: [UInt8] = []
        for start in stride(from: 0, to: sample.count, by: 977) {
            output += encoder.encode(Array(sample[start...].prefix(977)), .more)
        }
        output += encoder.encode([], .finish)
        #expect(try coding.expand(output) == sample)
        #expect(output.count < sample.count / 20)
    }

    @Test(arguments: CompressionCoding.allCases)
    func hasEverythingOutAfterAFlush(_ coding: CompressionCoding) throws {
        let encoder = try coding.makeEncoder(.balanced, expectedBytes: nil)
        var output: [UInt8] = []
        for (index, word) in ["one ", "two ", "", "three"].enumerated() {
            output += encoder.encode(Array(word.utf8), index % 2 == 0 ? .flush : .more)
            if index % 2 == 1 { output += encoder.encode([], .flush) }
            let text = ["one ", "one two ", "one two ", "one two three"][index]
            let (bytes, isComplete) = try coding.expandWhatIsThere(output)
            #expect(String(decoding: bytes, as: UTF8.self) == text)
            #expect(!isComplete)
        }
    }

    /// What other programs made: `gzip`, `python3 -c 'zlib.compress'` and `brotli` of `hello`.
    @Test(
        arguments: [
            (
                .gzip,
                [
                    0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 7, 0, 0x86,
                    0xa6, 0x10, 0x36, 5, 0, 0, 0,
                ]
            ),
            (
                .deflate,
                [0x78, 0x9c, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 7, 0, 6, 0x2c, 2, 0x15]
            ),
            (.brotli, [0x0b, 2, 0x80, 0x68, 0x65, 0x6c, 0x6c, 0x6f, 3]),
        ] as [(CompressionCoding, [UInt8])])
    func readsWhatOthersMade_RFC1952_RFC1950_RFC7932(
        _ coding: CompressionCoding, _ bytes: [UInt8]
    ) throws {
        #expect(try coding.expand(bytes) == Array("hello".utf8))
    }

    @Test func readsSeveralMembers_RFC1952Section2_2() throws {
        let one = try CompressionCoding.gzip.compress(Array("one ".utf8))
        let none = try CompressionCoding.gzip.compress([])
        let two = try CompressionCoding.gzip.compress(Array("two".utf8))
        #expect(try CompressionCoding.gzip.expand(one + none + two) == Array("one two".utf8))
        #expect(try CompressionCoding.gzip.expand(none) == [])
    }

    @Test(arguments: CompressionCoding.allCases)
    func refusesWhatFollowsTheEnd(_ coding: CompressionCoding) throws {
        for sample in ["", "hello"] {
            let bytes = try coding.compress(Array(sample.utf8))
            #expect(throws: CodecError.corrupt) { try coding.expand(bytes + [1, 2, 3]) }
        }
    }

    /// No byte of a stream may be lost in silence: each that is changed shows, or changes nothing.
    @Test(arguments: [CompressionCoding.gzip, .deflate])
    func noticesEveryChangedByte(_ coding: CompressionCoding) throws {
        let sample = Array("hello hello, here is some text\n".utf8)
        let bytes = try coding.compress(sample)
        // The time, the flags of the compressor and the system in the head of gzip say nothing about the text.
        let meaningless = coding == .gzip ? 4..<10 : 0..<0
        for index in bytes.indices where !meaningless.contains(index) {
            var changed = bytes
            changed[index] ^= 0x11
            let result = Result { try coding.expandWhatIsThere(changed) }
            #expect((try? result.get()).map { !$0.isComplete } ?? true, "byte \(index)")
        }
    }
}
