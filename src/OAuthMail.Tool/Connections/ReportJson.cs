using System.Text.Json;

namespace OAuthMail.Tool.Connections;

/// <summary>Writes connection reports as JSON.</summary>
internal static class ReportJson
{
    public static void Write(Utf8JsonWriter json, IReadOnlyList<ConnectionReport> reports)
    {
        json.WriteStartArray();
        foreach (var report in reports) Write(json, report);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, ConnectionReport report)
    {
        json.WriteStartObject();
        json.WriteString("account", report.Account.Name);
        json.WriteString("protocol", report.Protocol.ToString());
        json.WriteString("server", report.Endpoint.ToString());
        json.WriteBoolean("succeeded", report.Succeeded);
        json.WriteNumber("milliseconds", Math.Round(report.Duration.TotalMilliseconds, 1));
        if (report.Problem is { } problem)
        {
            json.WriteStartObject("problem");
            json.WriteString("code", problem.Code);
            json.WriteString("meaning", problem.Meaning);
            json.WriteString("responsible", problem.Responsible.ToString());
            json.WriteString("remedy", problem.Remedy);
            json.WriteEndObject();
        }

        json.WriteStartArray("steps");
        foreach (var step in report.Steps) Write(json, step);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ConnectionStep step)
    {
        json.WriteStartObject();
        json.WriteString("step", step.Kind.ToString());
        json.WriteString("outcome", step.Outcome.ToString());
        json.WriteNumber("milliseconds", Math.Round(step.Duration.TotalMilliseconds, 1));
        json.WriteString("detail", step.Detail);
        if (step.ServerWords.Count > 0)
        {
            json.WriteStartArray("serverWords");
            foreach (var words in step.ServerWords) json.WriteStringValue(words);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
