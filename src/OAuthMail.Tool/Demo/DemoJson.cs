using System.Text.Json;
using OAuthMail.Tool.CommandLine;

namespace OAuthMail.Tool.Demo;

/// <summary>Writes the results as one JSON document after the last step.</summary>
internal sealed class DemoJson(TextWriter writer) : IDemoOutput
{
    private readonly List<DemoStep> _steps = [];
    private IReadOnlyList<DemoServer> _servers = [];

    public void Begin(IReadOnlyList<DemoServer> servers) => _servers = servers;

    public void Add(DemoStep step) => _steps.Add(step);

    public void End(bool succeeded, TimeSpan duration) => writer.WriteLine(Output.FormatJson(json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("succeeded", succeeded);
        json.WriteNumber("milliseconds", Math.Round(duration.TotalMilliseconds, 1));
        json.WriteStartArray("servers");
        foreach (var server in _servers)
        {
            json.WriteStartObject();
            json.WriteString("name", server.Name);
            json.WriteString("address", server.Address);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("steps");
        foreach (var step in _steps) Write(json, step);
        json.WriteEndArray();
        json.WriteEndObject();
    }));

    private static void Write(Utf8JsonWriter json, DemoStep step)
    {
        json.WriteStartObject();
        json.WriteString("flow", step.Flow);
        json.WriteString("mechanism", step.Mechanism);
        json.WriteString("step", step.Action);
        json.WriteBoolean("succeeded", step.Succeeded);
        json.WriteNumber("milliseconds", Math.Round(step.Duration.TotalMilliseconds, 1));
        json.WriteString("seen", step.Detail);
        if (step.Failure is not null) json.WriteString("failure", step.Failure);
        json.WriteEndObject();
    }
}
