// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

extension CLITests {
    struct BindTests {
        private func expectFailure(
            _ run: CommandRun, code: Int32, words: [String],
            sourceLocation: SourceLocation = #_sourceLocation
        ) throws {
            #expect(try run.waitForEnd() == .exit(code), sourceLocation: sourceLocation)
            #expect(
                run.errors.lines.count == 1, "\(run.errors.text)", sourceLocation: sourceLocation)
            #expect(
                run.errors.lines.first?.hasPrefix("portico: ") == true,
                sourceLocation: sourceLocation)
            for word in words {
                #expect(run.errors.text.contains(word), sourceLocation: sourceLocation)
            }
            #expect(run.output.text.isEmpty, "\(run.output.text)", sourceLocation: sourceLocation)
        }

        @Test(arguments: ["pool", "inline"])
        func saysThatThePortIsInUse(_ engine: String) async throws {
            try await blocking {
                try CommandRun.book { _, port in
                    let run = try CommandRun.toEnd([
                        "book", "--port", "\(port)", "--engine", engine,
                    ])
                    try expectFailure(run, code: 69, words: ["127.0.0.1:\(port)", "in use"])
                }
            }
        }

        @Test func sharesAPortWithAnotherProcess() async throws {
            try await blocking {
                try CommandRun.book(["--reuse-port"]) { old, port in
                    let new = try CommandRun(["book", "--port", "\(port)", "--reuse-port"])
                    defer { new.kill(SIGKILL) }
                    _ = try new.errors.wait { $0 == "listening on http://127.0.0.1:\(port)" }
                    old.kill(SIGTERM)
                    #expect(try old.waitForEnd() == .exit(0))
                    let connection = try RawConnection(port: port)
                    try connection.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    #expect(try connection.readResponse().status == 200)
                }
            }
        }

        @Test func saysThatAHostIsUnknown() async throws {
            try await blocking {
                let run = try CommandRun.toEnd([
                    "book", "--port", "0", "--host", "no-such-host.invalid",
                ])
                try expectFailure(run, code: 68, words: ["no-such-host.invalid"])
            }
        }

        @Test func saysThatAnAddressIsNotOfThisMachine() async throws {
            try await blocking {
                let run = try CommandRun.toEnd(["book", "--port", "0", "--host", "192.0.2.1"])
                try expectFailure(run, code: 69, words: ["192.0.2.1", "0.0.0.0"])
            }
        }

        /// Empty when somebody without privileges can be made to ask for port 80, or the reason why not.
        private static let whyPort80CannotBeTested: String = {
            let file = "/proc/sys/net/ipv4/ip_unprivileged_port_start"
            let start = (try? String(contentsOfFile: file, encoding: .utf8)) ?? "1024"
            if let port = Int(start.trimmingCharacters(in: .whitespacesAndNewlines)), port <= 80 {
                return "everybody may have port 80 here: \(file) says \(port)"
            }
            let setpriv = "/usr/bin/setpriv"
            if geteuid() == 0, !FileManager.default.isExecutableFile(atPath: setpriv) {
                return "root cannot drop its privileges: there is no \(setpriv)"
            }
            return ""
        }()

        @Test func saysThatPort80IsNotForEverybody() async throws {
            guard Self.whyPort80CannotBeTested.isEmpty else {
                print("port 80 was not tested: \(Self.whyPort80CannotBeTested)")
                return
            }
            let drop = ["/usr/bin/setpriv", "--reuid=65534", "--clear-groups", "--inh-caps=-all"]
            try await blocking {
                let run = try CommandRun.toEnd(
                    ["book", "--port", "80"], prefix: geteuid() == 0 ? drop : [])
                if case .exit(126) = try run.waitForEnd() {
                    print(
                        "port 80 was not tested: nobody may not run \(CommandRun.executable.path)")
                    return
                }
                try expectFailure(run, code: 77, words: ["127.0.0.1:80", "1023"])
            }
        }
    }
}
