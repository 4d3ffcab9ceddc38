// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Portico

extension LineBuffer {
    /// Appends the line of `record`, with its end.
    mutating func append(
        _ record: ExchangeRecord, _ format: AccessLogFormat, _ time: inout LogTime
    ) {
        switch format {
        case .common: appendCommon(record, &time)
        case .combined:
            appendCommon(record, &time)
            append(quoted: record.valueBytes(of: .referer))
            append(quoted: record.valueBytes(of: .userAgent))
        case .json: appendJSON(record, &time)
        }
        append("\n")
    }

    private mutating func appendCommon(_ record: ExchangeRecord, _ time: inout LogTime) {
        append(record.clientAddress?.host ?? "-")
        append(" - - [")
        append(time.commonText(record.end))
        append("] \"")
        if let method = record.method, let target = record.target {
            append(escaping: method.rawValue.utf8)
            append(" ")
            append(escaping: target.utf8)
            append(record.minorVersion == 0 ? " HTTP/1.0" : " HTTP/1.1")
        } else {
            append("-")
        }
        append("\" ")
        append(record.status)
        append(" ")
        append(record.bodyBytes)
    }

    private mutating func append(quoted value: [UInt8]?) {
        append(" \"")
        if let value { append(escaping: value) } else { append("-") }
        append("\"")
    }

    private mutating func appendJSON(_ record: ExchangeRecord, _ time: inout LogTime) {
        append("{\"time\":\"")
        time.append(record.end, to: &self)
        append("\"")
        appendMember("request_id", record.requestID)
        appendMember("client", record.clientAddress?.host)
        appendMember("method", record.method?.rawValue)
        appendMember("target", record.target)
        appendMember("route", record.route)
        appendMember("protocol", record.minorVersion.map { $0 == 0 ? "HTTP/1.0" : "HTTP/1.1" })
        appendMember("status", record.status)
        appendMember("reject", record.reject?.rawValue)
        appendMember("request_bytes", record.requestBytes)
        appendMember("reply_bytes", record.replyBytes)
        appendMember("body_bytes", record.bodyBytes)
        append(record.isComplete ? ",\"complete\":true" : ",\"complete\":false")
        appendMember("duration", record.duration)
        appendMember("queue_wait", record.queueWait)
        appendMember("run_time", record.runTime)
        appendMember("referer", record.value(of: .referer))
        appendMember("user_agent", record.value(of: .userAgent))
        append("}")
    }

    private mutating func appendName(_ name: String) {
        append(",\"")
        append(name)
        append("\":")
    }

    private mutating func appendMember(_ name: String, _ text: String?) {
        guard let text else { return }
        appendName(name)
        append(json: text)
    }

    private mutating func appendMember(_ name: String, _ number: Int) {
        appendName(name)
        append(number)
    }

    private mutating func appendMember(_ name: String, _ time: Duration?) {
        guard let time else { return }
        appendName(name)
        append(seconds: time)
    }
}
