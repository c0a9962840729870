using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace OAuthMail.Tests.Shared;

/// <summary>The log events of docs/telemetry.md.</summary>
internal static class TelemetryPage
{
    /// <summary>Compares the events that the page lists for a category with those that classes define.</summary>
    public static void AssertLists(string category, params Type[] logs)
    {
        var page = File.ReadAllText(SourceTree.PathOf("docs", "telemetry.md")).ReplaceLineEndings("\n");
        var section = Regex.Match(
            page, $@"^### Category `{Regex.Escape(category)}`\n(?<body>.*?)(?=^### |\z)", RegexOptions.Singleline | RegexOptions.Multiline);
        Assert.True(section.Success, $"There is no category {category}.");
        var listed = Regex.Matches(section.Groups["body"].Value, @"^\| (\d+) \| (\w+) \|", RegexOptions.Multiline)
            .Select(row => $"{row.Groups[1].Value} {row.Groups[2].Value}");
        var events = logs
            .SelectMany(log => log.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()).OfType<LoggerMessageAttribute>()
            .OrderBy(message => message.EventId).Select(message => $"{message.EventId} {message.Level}");
        Assert.Equal(events, listed);
    }
}
