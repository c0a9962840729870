using Microsoft.AspNetCore.Http;

namespace OAuthMail.AspNetCore.Pages;

/// <summary>What all pages have in common.</summary>
internal static class PageFrame
{
    /// <summary>Begins a page.</summary>
    /// <param name="request">The request.</param>
    /// <param name="title">The title.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="next">The address to which the browser continues at once, or <see langword="null"/> if it stays.</param>
    /// <param name="isForOwner">Whether the page has no link to the list, because its reader may not see it.</param>
    public static void Begin(
        PageRequest request, string title, int status = StatusCodes.Status200OK, Uri? next = null, bool isForOwner = false)
    {
        var response = request.Context.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        var html = request.Html;
        html.Write($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">

            """);
        if (next is not null) html.Write($"<meta http-equiv=\"refresh\" content=\"0;url={next.AbsoluteUri}\">\n");
        html.Write($"<title>{title} – {request.Options.Title}</title>\n");
        html.Write($"<link rel=\"stylesheet\" href=\"{request.PathOf(Stylesheet.Name)}\">\n");
        if (request.Options.Stylesheet is { } own) html.Write($"<link rel=\"stylesheet\" href=\"{own}\">\n");
        html.Write($"</head>\n<body>\n<header>");
        if (isForOwner) html.Write($"<p>{request.Options.Title}</p>");
        else html.Write($"<p><a href=\"{request.Home}\">{request.Options.Title}</a></p>");
        html.Write($"</header>\n<main>\n<h1>{title}</h1>\n");
    }

    public static void End(PageRequest request) => request.Html.Write($"</main>\n</body>\n</html>\n");

    /// <summary>Writes the hidden field of a form.</summary>
    public static void WriteProof(PageRequest request)
    {
        var proof = request.GetFormProof();
        request.Html.Write($"<input type=\"hidden\" name=\"{proof.FormFieldName}\" value=\"{proof.RequestToken}\">");
    }

    /// <summary>Begins a form for an account.</summary>
    public static void BeginForm(PageRequest request, string page, string account, MailProtocol? protocol)
    {
        var html = request.Html;
        html.Write($"<form method=\"post\" action=\"{request.PathOf(page)}\">");
        WriteProof(request);
        html.Write($"<input type=\"hidden\" name=\"account\" value=\"{account}\">");
        if (protocol is { } one) html.Write($"<input type=\"hidden\" name=\"protocol\" value=\"{one.ToString()}\">");
    }

    /// <summary>Writes a problem: what it means, what to do, and what happened.</summary>
    public static void WriteProblem(PageRequest request, Problem problem, string? detail)
    {
        var html = request.Html;
        html.Write($"<div class=\"problem\"><p>{problem.Meaning}</p>");
        html.Write($"<p><strong>What to do:</strong> {problem.Remedy}</p>");
        if (!string.IsNullOrEmpty(detail)) html.Write($"<p class=\"detail\">{detail} ({problem.Code})</p>");
        else html.Write($"<p class=\"detail\">{problem.Code}</p>");
        html.Write($"</div>\n");
    }

    /// <summary>Writes a page of some paragraphs and a link.</summary>
    public static Task SendNoticeAsync(
        PageRequest request, string title, int status, string text, (string Path, string Text)? link = null, bool isForOwner = false)
    {
        Begin(request, title, status, isForOwner: isForOwner);
        request.Html.Write($"<p>{text}</p>\n");
        if (link is { } one) request.Html.Write($"<p><a class=\"button\" href=\"{one.Path}\">{one.Text}</a></p>\n");
        End(request);
        return request.SendAsync();
    }
}
