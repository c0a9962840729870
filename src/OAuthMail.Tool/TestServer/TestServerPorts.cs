using System.Globalization;

namespace OAuthMail.Tool.TestServer;

/// <summary>Represents the ports of the servers. A port that is not fixed is 0.</summary>
internal sealed class TestServerPorts
{
    /// <summary>The names in the option, in the order in which the help lists them.</summary>
    public static readonly IReadOnlyList<string> Names = ["auth", "smtp", "smtps", "imap", "imaps", "pop3", "pop3s", "control"];

    private readonly Dictionary<string, int> _ports = new(StringComparer.OrdinalIgnoreCase);

    public int this[string name] => _ports.GetValueOrDefault(name);

    /// <summary>Parses <c>name=port,…</c>.</summary>
    public static bool TryParse(string? text, out TestServerPorts ports, out string problem)
    {
        ports = new TestServerPorts();
        foreach (var entry in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var (name, value) = entry.Split('=', 2) is [var left, var right] ? (left, right) : (entry, "");
            problem = !Names.Contains(name, StringComparer.OrdinalIgnoreCase)
                    ? $"'{name}' in --ports isn't a valid name. Valid names: {string.Join(", ", Names)}. "
                        + "An example is smtp=5587,imaps=5993."
                : !ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
                    ? $"'{entry}' in --ports has no valid port. Valid ports are 0 to 65535; 0 is a free port."
                : !ports._ports.TryAdd(name, port) ? $"'{name}' occurs twice in --ports."
                : "";
            if (problem.Length > 0) return false;
        }

        problem = "";
        return true;
    }
}
