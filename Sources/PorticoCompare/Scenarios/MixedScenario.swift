// SPDX-License-Identifier: Apache-2.0
import Glibc
import Portico

/// A few slow requests among many fast ones, which is what servers meet every day.
///
/// The client puts a number into the query and finds it again in the reply, by which it knows when it
/// asked, and for what.
struct MixedScenario: KnownScenario {
    let id = "mixed"
    let summary =
        "99 % of the requests are answered at once, 1 % block 50 ms; latencies are those of the fast ones."
    let load = Load.mixed(slowPath: "/slow", slowShare: 0.01)
    let keyFigure = Figure.p99

    var requests: [ComparedRequest] {
        var slow = ComparedRequest("/slow", weight: 1)
        slow.isTimed = false
        return [ComparedRequest("/", weight: 99), slow]
    }

    func answer(_ request: Request) -> Response {
        guard request.path == "/slow" else {
            return Response(body: ResponseBody("f" + (request.query ?? "")))
        }
        usleep(50_000)
        return Response(body: ResponseBody("s" + (request.query ?? "")))
    }

    func reason(_ place: ComparedEngine.Place?) -> String {
        switch place {
        case nil, .pool, .threads:
            """
            A slow request holds up one thread of many. On a loop, or where there are as many \
            threads as cores, it holds up everybody behind it.
            """
        case .loops, .cores:
            """
            The slow requests met too few of the fast ones here to hold them up.
            """
        }
    }
}
