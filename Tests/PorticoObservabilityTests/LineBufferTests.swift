// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import PorticoObservability

@Suite struct LineBufferTests {
    private func line(_ append: (inout LineBuffer) -> Void) -> String {
        var line = LineBuffer()
        append(&line)
        return String(decoding: line.bytes, as: UTF8.self)
    }

    @Test(arguments: [
        ("/a?b=c d", "/a?b=c d"), ("\"", "\\x22"), ("\\", "\\x5c"), ("\r\n", "\\x0d\\x0a"),
        ("\t\0\u{7f}", "\\x09\\x00\\x7f"), ("é", "\\xc3\\xa9"), ("\u{1b}[2J", "\\x1b[2J"),
    ])
    func escapesAllThatIsNotPrintableASCII(_ text: String, _ expected: String) {
        #expect(line { $0.append(escaping: text.utf8) } == expected)
    }

    @Test func escapesBytesThatAreNotUTF8() {
        #expect(line { $0.append(escaping: [0xff, 0x80, 0x41]) } == "\\xff\\x80A")
    }

    @Test(arguments: [
        ("a b", "\"a b\""), ("\"\\", "\"\\\"\\\\\""), ("\r\n\0", "\"\\u000d\\u000a\\u0000\""),
        ("é😀", "\"é😀\""), ("\u{9b}2J\u{7f}", "\"\\u009b2J\\u007f\""),
        ("\u{2028}\u{2029}", "\"\\u2028\\u2029\""),
    ])
    func writesStringsOfJSON(_ text: String, _ expected: String) {
        #expect(line { $0.append(json: text) } == expected)
    }

    @Test func writesNumbersInTheirWidth() {
        #expect(line { $0.append(0) } == "0")
        #expect(line { $0.append(1_234_567) } == "1234567")
        #expect(line { $0.append(7, width: 2) } == "07")
        #expect(line { $0.append(123, width: 2) } == "123")
        #expect(line { $0.append(.max) } == "9223372036854775807")
    }

    @Test func writesTimesInSecondsToTheMicrosecond() {
        #expect(line { $0.append(seconds: .nanoseconds(1_500)) } == "0.000001")
        #expect(line { $0.append(seconds: .seconds(61) + .milliseconds(5)) } == "61.005000")
        #expect(line { $0.append(seconds: .seconds(-1)) } == "0.000000")
    }
}
