// SPDX-License-Identifier: Apache-2.0
import Portico
import Testing

@testable import PorticoCompare

/// What a program that compares its own handlers is told, by a person and by a comparison.
struct OwnProgramTests {
    @Test func readsEveryOption() throws {
        let arguments = try OwnArguments([
            "--quick", "--engines", "pool,libevent", "--connections=8", "--workers", "4",
            "--duration", "0.5", "--rounds=2", "--syscalls", "--json", "a=b", "--html=c=d",
        ])
        var flags = SettingsFlags()
        (flags.isQuick, flags.countsSystemCalls, flags.engines) = (true, true, "pool,libevent")
        (flags.connections, flags.workers, flags.duration, flags.rounds) = (8, 4, 0.5, 2)
        #expect(arguments.flags == flags)
        #expect(arguments.json == "a=b" && arguments.html == "c=d" && !arguments.wantsHelp)
        #expect(try OwnArguments(["-h"]).wantsHelp)
        let settings = try flags.settings(Scenarios.all, curves: [])
        #expect(settings.engines.map(\.id) == ["pool", "libevent"])
        #expect(settings.connections == 8 && settings.rounds == 2)
        #expect(settings.duration == .milliseconds(500))
    }

    @Test(arguments: [
        ["--bogus"], ["extra"], ["--html"], ["--rounds", "many"], ["--quick=yes"], ["--duration="],
    ])
    func refusesWhatItDoesNotKnow(_ words: [String]) {
        let error = #expect(throws: CompareError.self) { try OwnArguments(words) }
        #expect(error?.exitCode == 64)
    }

    @Test func namesEveryOptionInItsHelp() throws {
        let help = OwnArguments.help("notes", [HelloScenario()])
        for word in ["notes [options]", "--quick", "--engines", "pool-loops", "hello", "--html"] {
            #expect(help.contains(word), "\(word)")
        }
        #expect(help.split(separator: "\n").allSatisfy { $0.count <= 100 })
    }

    @Test func tellsItsChildrenWhatToBe() throws {
        let role = ChildRole.server(
            ChildRole.ServerRole(
                engine: "pool", scenario: "notes",
                size: ComparedEngine.Size(workers: 3, loops: 2)))
        #expect(try ChildRole(encoded: role.encoded()) == role)
        #expect(throws: CompareError.unknownRole("yes")) { try ChildRole(encoded: "yes") }
    }

    @Test func hearsItsChildrenAmongOtherLines() {
        #expect(ChildLines.text("portico-compare: 8080") == "8080")
        #expect(ChildLines.text("portico is asked for a note") == nil)
        #expect(ChildLines.text("") == nil)
    }

    @Test func saysWhatIsAsked() {
        func summary(_ requests: [ComparedRequest]) -> String {
            OwnScenario(id: "own", handler: Handler { _, _ in "" }, requests: requests).summary
        }
        #expect(summary([ComparedRequest("/a")]) == "The clients ask for GET /a.")
        #expect(
            summary([ComparedRequest("/a", weight: 3), ComparedRequest(.post, "/b")])
                == "The clients ask for 75.0 % GET /a, 25.0 % POST /b.")
        #expect(
            summary((1...6).map { ComparedRequest("/\($0)") }).hasSuffix("GET /4, and 2 more."))
    }
}
