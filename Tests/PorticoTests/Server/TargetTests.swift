// SPDX-License-Identifier: Apache-2.0
import Portico
import TestSupport
import Testing

extension ServerTests {
    /// What a handler reads of a target whose bytes no URL may have.
    struct TargetTests {
        private func ask(_ target: [UInt8], _ test: TestServer) throws -> WireResponse {
            let connection = try test.connect()
            try connection.send(
                Array("GET ".utf8) + target + Array(" HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
            return try connection.readResponse()
        }

        @Test(arguments: [
            (Array("/é?é".utf8), "/é?é /é é"),
            ([0x2f, 0xe9], "/%E9 /%E9 none"),
            ([0x2f, 0xc3, 0xa9, 0x3f, 0xff], "/é?%FF /é %FF"),
            ([0x2f, 0x61, 0x3f, 0xff, 0x62], "/a?%FFb /a %FFb"),
            ([0x2f, 0xc3, 0xa9, 0x80], "/é%80 /é%80 none"),
            (Array("/100%?%zz".utf8), "/100%?%zz /100% %zz"),
            (Array("/\"<>|^`{}?\"<>|^`{}".utf8), "/\"<>|^`{}?\"<>|^`{} /\"<>|^`{} \"<>|^`{}"),
        ])
        func isAsSentAndLosesNoByte(_ target: [UInt8], _ text: String) async throws {
            let handler = Handler { request, _ in
                "\(request.target) \(request.path) \(request.query ?? "none")"
            }
            try await withServer(handler: handler) { test in
                #expect(try ask(target, test).text == text)
                try test.end()
            }
        }

        @Test(
            arguments: [
                ([0xe9], 404), (Array("%E9".utf8), 404), ([0xc3, 0xa9], 200),
                (Array("%C3%A9".utf8), 200), ([0xc3], 404),
            ] as [([UInt8], Int)])
        func isMatchedTheSameWhetherItsBytesAreEscapedOrNot(
            _ part: [UInt8], _ status: Int
        ) async throws {
            var router = Router()
            router.get("/users/:name") { _, context in try context.parameters.require("name") }
            try await withServer(handler: Handler(router)) { test in
                let reply = try ask(Array("/users/".utf8) + part, test)
                #expect(reply.status == status)
                #expect(status != 200 || reply.text == "é")
            }
        }
    }
}
