// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import PorticoCompare

struct ToolOutputTests {
    private func wrk(_ json: String) -> String {
        "Running 6s test @ http://127.0.0.1:1/\n  1 threads\nRequests/sec:  10.00\n\(json)\n"
    }

    @Test func readsTheSummaryOfWrk() throws {
        let values = Latency.grid.map { "\($0 * 10)" }.joined(separator: ",")
        let summary = WrkSummary(
            output: wrk(
                "{\"requests\":120,\"micros\":1500000,\"refused\":20,\"failed\":3,\"latency\":[\(values)]}"
            ))
        let result = try #require(summary).result
        #expect(result.answered == 100)
        #expect(result.refused == 20)
        #expect(result.failed == 3)
        #expect(result.seconds == 1.5)
        #expect(result.latency.at(99) == 990)
        #expect(result.slowLatency == nil)
    }

    @Test func readsBothKindsOfAMix() throws {
        let summary = WrkSummary(
            output: wrk(
                """
                {"requests":100,"micros":1000000,"refused":0,"failed":0,"latency":[1,1],\
                "fast":[[100.5,98],[900.0,1]],"slow":[[50000.0,1]]}
                """))
        let result = try #require(summary).result
        #expect(result.latency.at(50) == 100.5)
        #expect(result.latency.at(100) == 900)
        #expect(result.slowLatency?.at(50) == 50_000)
    }

    @Test func hasNoLatenciesWithoutAnswers() throws {
        let summary = WrkSummary(
            output: wrk(
                "{\"requests\":0,\"micros\":1,\"refused\":0,\"failed\":9,\"latency\":[0,0]}"))
        let result = try #require(summary).result
        #expect(result.latency.micros.isEmpty)
        #expect(result.failed == 9)
    }

    @Test(arguments: ["", "unable to connect to 127.0.0.1:1\n", "{\"requests\":1}\n", "{"])
    func noticesThatWrkSaidNothing(_ output: String) {
        #expect(WrkSummary(output: output) == nil)
    }

    @Test func readsTheLogOfH2load() {
        let log = H2LoadLog("1000000\t200\t2000\n1001000\t503\t10\n1500000\t200\t500000\n1\t-1\n")
        let result = log.result(asked: 5)
        #expect(result.answered == 2)
        #expect(result.refused == 1)
        #expect(result.failed == 2)
        #expect(result.seconds == 1.0)
        #expect(result.latency.at(50) == 2000, "the refusal does not count")
        #expect(result.latency.at(100) == 500_000)
    }

    @Test func survivesAnEmptyLogOfH2load() {
        let result = H2LoadLog("").result(asked: 7)
        #expect(result.failed == 7)
        #expect(result.answered == 0)
        #expect(result.seconds == 0)
    }

    @Test(arguments: [
        "100.00    0.012345          12      1024         3 total",
        "100.00    0.012345          12      1024           total",
    ])
    func readsTheSumOfStrace(_ total: String) {
        let table = """
            % time     seconds  usecs/call     calls    errors syscall
            ------ ----------- ----------- --------- --------- ----------------
             99.00    0.012340          12      1000         3 readv
            \(total)

            """
        #expect(StraceSummary(table)?.calls == 1024)
    }

    @Test func noticesThatStraceSaidNothing() {
        #expect(StraceSummary("strace: attach: Operation not permitted\n") == nil)
    }

    @Test func putsEverySettingIntoTheScript() {
        let upload = WrkScript.closed(uploadBytes: 1024, closes: true)
        #expect(upload.contains("string.rep(\"x\", 1024)"))
        #expect(upload.contains("\"POST\""))
        #expect(upload.contains("\"close\""))
        let plain = WrkScript.closed(uploadBytes: 0, closes: false)
        #expect(!plain.contains("POST") && !plain.contains("close"))
        let mixed = WrkScript.mixed(slowPath: "/slow", slowShare: 0.01)
        #expect(mixed.contains("math.random() < 0.01 and \"/slow\" or \"/\""))
    }
}
