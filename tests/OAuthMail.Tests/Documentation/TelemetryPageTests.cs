using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace OAuthMail.Tests.Documentation;

/// <summary>Checks that docs/telemetry.md lists every log event.</summary>
public class TelemetryPageTests
{
    [Theory]
    [InlineData("OAuthMail.DependencyInjection.AccountsLog", "OAuthMail.Accounts")]
    [InlineData("OAuthMail.AccountStates.StatesLog", "OAuthMail.AccountStates")]
    [InlineData("OAuthMail.Tokens.TokenLog", "OAuthMail.Tokens")]
    public void Page_lists_every_event_of_a_category(string type, string category)
    {
        var page = File.ReadAllText(SourceTree.PathOf("docs", "telemetry.md")).ReplaceLineEndings("\n");
        var section = Regex.Match(
            page, $@"^### Category `{Regex.Escape(category)}`\n(?<body>.*?)(?=^### |\z)", RegexOptions.Singleline | RegexOptions.Multiline);
        Assert.True(section.Success, $"There is no category {category}.");
        var listed = Regex.Matches(section.Groups["body"].Value, @"^\| (\d+) \| (\w+) \|", RegexOptions.Multiline)
            .Select(row => $"{row.Groups[1].Value} {row.Groups[2].Value}");
        var events = typeof(OAuthMailOptions).Assembly.GetType(type, throwOnError: true)!
            .GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()).OfType<LoggerMessageAttribute>()
            .OrderBy(message => message.EventId).Select(message => $"{message.EventId} {message.Level}");
        Assert.Equal(events, listed);
    }
}
