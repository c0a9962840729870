using System.Net;
using System.Text.RegularExpressions;

namespace OAuthMail.AspNetCore.Tests;

/// <summary>A response to a <see cref="TestBrowser"/>.</summary>
internal sealed partial class TestPage(HttpResponseMessage response, string html)
{
    public HttpStatusCode Status { get; } = response.StatusCode;

    public string Html { get; } = html;

    /// <summary>Gets the address of the page, which addresses in it are relative to.</summary>
    public Uri Address { get; } = response.RequestMessage!.RequestUri!;

    public Uri? Location { get; } = response.Headers.Location;

    public ILookup<string, string> Headers { get; } = response.Headers.Concat(response.Content.Headers)
        .SelectMany(header => header.Value.Select(value => (header.Key, value)))
        .ToLookup(header => header.Key, header => header.value, StringComparer.OrdinalIgnoreCase);

    public string Title => WebUtility.HtmlDecode(Heading().Match(Html).Groups[1].Value);

    /// <summary>Gets the text of the page without markup.</summary>
    public string Text => WebUtility.HtmlDecode(Tag().Replace(Html, ""));

    /// <summary>Gets the address to which the page continues.</summary>
    public Uri? Next => Refresh().Match(Html) is { Success: true } next ? new Uri(WebUtility.HtmlDecode(next.Groups[1].Value)) : null;

    /// <summary>Gets the hidden fields of all forms.</summary>
    public (string Name, string Value)[] HiddenFields => FindHiddenFields(Html);

    public static (string Name, string Value)[] FindHiddenFields(string html) =>
    [
        .. Hidden().Matches(html).Select(field =>
            (WebUtility.HtmlDecode(field.Groups[1].Value), WebUtility.HtmlDecode(field.Groups[2].Value))),
    ];

    /// <summary>Returns the path of a link with a text.</summary>
    public string LinkTo(string text)
    {
        var link = Regex.Match(Html, $"<a [^>]*href=\"([^\"]*)\"[^>]*>{Regex.Escape(text)}</a>");
        return link.Success
            ? WebUtility.HtmlDecode(link.Groups[1].Value)
            : throw new InvalidOperationException($"The page has no link '{text}':\n{Html}");
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();

    [GeneratedRegex("<h1>(.*?)</h1>", RegexOptions.Singleline)]
    private static partial Regex Heading();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex("<meta http-equiv=\"refresh\" content=\"0;url=([^\"]*)\"")]
    private static partial Regex Refresh();
}
