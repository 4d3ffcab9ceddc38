# SPDX-License-Identifier: Apache-2.0
# Makes the report that `portico report` draws, as JSON, of lines whose fields are parted by tabs:
#   fact NAME VALUE      a number or the like, as it is     text NAME VALUE      the same as a string
#   tool VERSION         method PARAGRAPH                   engine PEER
#   scenario ID SUMMARY KEY-FIGURE SECOND-FIGURE
#   load SCENARIO ROW    a row of row.awk                   start SCENARIO PEER US KIB
# The names are those of Report in Sources/PorticoCompare; a dash is what could not be measured.

BEGIN {
    FS = "\t"
    for (i = 1; i < 32; i++) escaped[sprintf("%c", i)] = sprintf("\\u%04x", i)
    escaped["\""] = "\\\""
    escaped["\\"] = "\\\\"
}

# Without gsub, whose backslashes each awk reads in its own way.
function json(text,    i, character, result) {
    for (i = 1; i <= length(text); i++) {
        character = substr(text, i, 1)
        result = result (character in escaped ? escaped[character] : character)
    }
    return "\"" result "\""
}

function join(list, item) { return list (list == "" ? "" : ",\n  ") item }

# A member of an object, behind a comma; nothing for a dash.
function member(name, value) { return value == "-" ? "" : ",\"" name "\":" value }

function add(scenario, peer, sample,    cell) {
    cell = scenario SUBSEP peer
    if (!(cell in samples)) cells[++known] = cell
    samples[cell] = join(samples[cell], sample)
}

$1 == "fact" { facts = join(facts, json($2) ":" $3) }
$1 == "text" { facts = join(facts, json($2) ":" json($3)) }
$1 == "tool" { tools = join(tools, json($2)) }
$1 == "method" { method = join(method, json($2)) }
$1 == "engine" { engines = join(engines, "{\"id\":" json($2) ",\"name\":" json($2) "}") }
$1 == "machine" {
    machine = "\"processor\":" json($2) ",\"cores\":" $3 ",\"memoryMiB\":" $4 ",\"kernel\":" json($5)
}
$1 == "scenario" {
    scenarios = join(scenarios, "{\"id\":" json($2) ",\"summary\":" json($3) \
        ",\"keyFigure\":" json($4) ",\"secondFigure\":" json($5) "}")
}
$1 == "load" {
    split($3, row, " ")
    micros = ""
    for (i = 10; i <= 26; i++) if (row[i] != "-") micros = micros (micros == "" ? "" : ",") row[i]
    add($2, row[1], "{\"requestsPerSecond\":" row[2] ",\"latency\":{\"micros\":[" micros "]}" \
        member("cpuMicrosPerRequest", row[3]) ",\"refused\":" row[7] ",\"failed\":" row[8] \
        member("peakMemoryKiB", row[9]) "}")
}
$1 == "start" {
    add($2, $3, "{\"latency\":{\"micros\":[]}" member("firstReplyMicros", $4) \
        member("idleConnectionKiB", $5) "}")
}

END {
    print "{" facts ",\n\"machine\":{" machine ",\"tools\":[" tools "]},"
    print "\"method\":[" method "],\n\"engines\":[" engines "],\n\"scenarios\":[" scenarios "],"
    print "\"cells\":["
    for (i = 1; i <= known; i++) {
        split(cells[i], names, SUBSEP)
        print "{\"scenario\":" json(names[1]) ",\"engine\":" json(names[2]) ",\"samples\":[\n  " \
            samples[cells[i]] "]}" (i < known ? "," : "")
    }
    print "]}"
}
