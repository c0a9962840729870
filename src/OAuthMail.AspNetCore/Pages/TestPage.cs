using System.Globalization;

namespace OAuthMail.AspNetCore.Pages;

/// <summary>The result of a connection test.</summary>
internal static class TestPage
{
    public static Task SendAsync(PageRequest request, MailAccount account, IReadOnlyList<ConnectionReport> reports)
    {
        var succeeded = reports.All(report => report.Succeeded);
        PageFrame.Begin(request, succeeded ? $"The test of {account.Name} succeeded" : $"The test of {account.Name} failed");
        foreach (var report in reports) Write(request, report);
        request.Html.Write($"<p><a class=\"button\" href=\"{request.PathOfAccount(account.Name)}\">Back to {account.Name}</a></p>\n");
        PageFrame.End(request);
        return request.SendAsync();
    }

    private static void Write(PageRequest request, ConnectionReport report)
    {
        var html = request.Html;
        var style = report.Succeeded ? "good" : "bad";
        html.Write($"<section><h2>{report.Protocol.ToString().ToUpperInvariant()}, {report.Endpoint.ToString()}</h2>");
        html.Write($"<p><span class=\"status {style}\">{(report.Succeeded ? "Succeeded" : "Failed")}</span></p>\n");
        if (report.Problem is { } problem) PageFrame.WriteProblem(request, problem, FindDetail(report));
        html.Write($"<details{(report.Succeeded ? "" : " open")}><summary>Steps</summary><div class=\"scroll\" role=\"region\" ");
        html.Write($"aria-label=\"Steps of {report.Protocol.ToString()}\" tabindex=\"0\"><table><thead><tr>");
        html.Write($"<th scope=\"col\">Step</th><th scope=\"col\">Result</th><th scope=\"col\">Time</th>");
        html.Write($"<th scope=\"col\">Details</th></tr></thead><tbody>\n");
        foreach (var step in report.Steps)
        {
            var time = step.Duration.TotalMilliseconds.ToString("F0", CultureInfo.InvariantCulture);
            html.Write($"<tr><th scope=\"row\">{step.Kind.ToString()}</th><td>{step.Outcome.ToString()}</td><td>{time} ms</td>");
            html.Write($"<td class=\"text\">{step.Detail}");
            foreach (var words in step.ServerWords) html.Write($"<br><code>{words}</code>");
            html.Write($"</td></tr>\n");
        }

        html.Write($"</tbody></table></div></details></section>\n");
    }

    private static string? FindDetail(ConnectionReport report) =>
        report.Steps.LastOrDefault(step => step.Exception is not null)?.Exception?.Detail;
}
